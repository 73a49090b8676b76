package review_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/review"
)

// TestDocumentsOfOneIncident holds a letter against other documents: a word
// stands for each figure that diverges.
func TestDocumentsOfOneIncident(t *testing.T) {
	const letter = "# Orders failed\n\nFrom 14:02 to 14:49 UTC on 4 March 2026, customers could not place an order.\n\n" +
		"1,340 of 33,500 customers (4 %) got an error page instead of a confirmation.\n\nNext update by 15:30 UTC for all customers who wait.\n"
	for _, c := range []struct {
		name, file, text string
		want             []string
	}{
		{"the same", "report.md", letter, nil},
		{"a time", "report.md", strings.Replace(letter, "14:49", "14:39", 1), []string{"14:49"}},
		{"a number", "report.md", strings.Replace(letter, "1,340", "1,430", 1), []string{"1,340"}},
		{"a share", "report.md", strings.Replace(letter, "(4 %)", "(5 %)", 1), []string{"4 %"}},
		{"another day", "report.md", strings.Replace(letter, "4 March", "5 March", 1), []string{"4"}},
		{"another sentence", "report.md", "12 customers wrote to us. The release of 13:55 UTC was taken back at 14:49 UTC.\n", nil},
		{"what each notice has anew", "report.md", strings.Replace(letter, "15:30", "16:00", 1), nil},
		{"without figures", "report.md", "Customers could not place an order for a time on that day.\n", nil},
		{"German", "letter.de.md", "# Bestellungen\n\nVon 15:02 bis 15:49 Uhr am 4. März 2026 konnten Kunden nicht bestellen.\n\n1.340 von 33.500 Kunden (4 %) sahen eine Fehlerseite.\n", nil},
		{"German, a number", "letter.de.md", "# Bestellungen\n\nVon 15:02 bis 15:49 Uhr am 4. März 2026 konnten Kunden nicht bestellen.\n\n1.430 von 33.500 Kunden (4 %) sahen eine Fehlerseite.\n", []string{"1,340"}},
		{"German, a share", "letter.de.md", "# Bestellungen\n\nAm 4. März 2026 konnten 1.340 von 33.500 Kunden, das sind 6 %, nicht bestellen.\n", []string{"4 %"}},
		{"French, spaces", "letter.fr.md", "# Commandes\n\nLe 4 mars 2026, 1 340 des 33 500 clients (4 %) ont vu une page d'erreur.\n", nil},
		{"another document in German", "report.de.md", "Am 4. März 2026 konnten 99 Kunden nicht bestellen.\n", nil},
	} {
		doc := review.Foreign("letter.md", []byte(letter))
		doc.Beside = []*review.Text{review.TextOf(review.Foreign(c.file, []byte(c.text))), review.TextOf(doc)}
		var got []string
		for _, f := range review.Check(nil, doc) {
			if f.Rule == "N38" {
				got = append(got, f.Words)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: found %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNoticesWhileItLasts(t *testing.T) {
	one := review.Foreign("one.md", []byte("Investigating: 12 % of orders fail for customers in Europe since 14:02 UTC.\n"))
	two := review.Foreign("two.md", []byte("Identified: 18 % of orders fail for customers in Europe since 14:02 UTC.\n"))
	one.Profile, two.Profile = review.Status, review.Status
	one.Beside = []*review.Text{review.TextOf(two)}
	for _, f := range review.Check(nil, one) {
		if f.Rule == "N38" {
			t.Errorf("a later notice may know more: %s", f)
		}
	}
}
