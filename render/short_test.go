package render

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

func shortOf(t testing.TB, f shortForm, rep *incident.Report, d *incident.Draft) (string, error) {
	t.Helper()
	var b bytes.Buffer
	err := f.output(&b, rep, d)
	return strings.TrimSuffix(b.String(), "\n"), err
}

func TestShort(t *testing.T) {
	rep := noticeReport(t)
	rep.Publish = incident.Publish{}
	rep.Timeline.Marked[timeline.Started] = timeline.Mark{Time: clock(t, "2026-03-04 14:02")}
	for _, tt := range []struct {
		n         int
		language  string
		form      shortForm
		who, want string
	}{
		{0, "en", shortMessage, "customers", "Checkout. Investigating: Customers cannot complete their order (since 2026-03-04 14:02 UTC). Next update by 14:41 UTC."},
		{0, "en", shortMessage, "customers who pay by card in one of the shops of the 12 towns of the north", "Checkout. Investigating: Customers who pay by card in one of the shops... cannot complete their order (since 2026-03-04 14:02 UTC). Next update by 14:41 UTC."},
		{2, "en", shortMessage, "customers", "Checkout. Resolved: Customers could not complete their order (2026-03-04 14:02-14:41 UTC). Next update by 2026-03-09."},
		{2, "en", shortPost, "customers", "Checkout. Resolved: Customers could not complete their order (2026-03-04 14:02–14:41 UTC). Next update by 2026-03-09."},
		{0, "de", shortPost, "Kunden", "Checkout. Wir untersuchen die Störung: Kunden können complete their order (seit 2026-03-04 14:02 UTC). Wir melden uns wieder bis 14:41 UTC."},
		{0, "fr", shortMessage, "les clients", "Checkout. Recherche en cours: Les clients ne peuvent pas complete their order (depuis 2026-03-04 14:02 UTC). Prochain message au plus tard 14:41 UTC."},
	} {
		r := *rep
		inc := *rep.Incident
		r.Incident, inc.Impact.Who = &inc, tt.who
		d := noticeDraft(&r, tt.n)
		d.Language = tt.language
		if got, err := shortOf(t, tt.form, &r, d); got != tt.want || err != nil {
			t.Errorf("%s, %s, %v:\n%s, want\n%s", tt.form.name, tt.language, err, got, tt.want)
		}
	}
	// Where there is little room, the time goes first; in Japanese the beginning
	// of a phrase, whose end says what it is about.
	for _, tt := range []struct{ language, who, couldNot, want string }{
		{"ja", "Example Outfitters で注文手続きをされ、エラーページが表示されたお客様", "ご注文が", "復旧: ...注文手続きをされ、エラーページが表示されたお客様は、ご注文ができませんでした。次回案内は2026-03-09まで。"},
		{"ja", "ESX 3.5 Update 2 または ESXi 3.5 Update 2 を導入されていたお客様", "仮想マシンの電源投入と再開、および稼働中の仮想マシンの VMotion による移動が", "復旧: ...導入されていたお客様は、...仮想マシンの VMotion による移動ができませんでした。次回案内は2026-03-09まで。"},
		{"pt-BR", "Clientes que tentaram fazer um pedido na Example Outfitters e receberam uma página de erro", "fazer nenhum pedido", "Resolvido: Clientes que tentaram fazer um pedido na Example Outfitters e receberam... nao conseguiram fazer nenhum pedido. Novas informacoes até 2026-03-09."},
	} {
		r := *rep
		inc := *rep.Incident
		r.Incident, inc.Impact.Who, inc.Impact.CouldNot = &inc, tt.who, tt.couldNot
		d := noticeDraft(&r, 2)
		d.Language = tt.language
		if got, err := shortOf(t, shortMessage, &r, d); got != tt.want || err != nil {
			t.Errorf("%s, %v:\n%s, want\n%s", tt.language, err, got, tt.want)
		}
	}
	d := noticeDraft(rep, 0)
	d.Language = "nl"
	if _, err := shortOf(t, shortPost, rep, d); err == nil || !strings.Contains(err.Error(), `no sentences in the language "nl"`) {
		t.Errorf("Dutch: %v", err)
	}
}

func TestShortOfMaintenance(t *testing.T) {
	rep := maintenanceReport(t)
	rep.Publish = incident.Publish{}
	got, err := shortOf(t, shortMessage, rep, &incident.Draft{Name: "n1-scheduled", Audience: incident.Public})
	if want := "Checkout. Scheduled maintenance: 2026-03-10 22:00 UTC - 2026-03-11 02:00 UTC. You cannot write; or, pay, for up to 20 minutes."; got != want || err != nil {
		t.Errorf("%v\n%s, want\n%s", err, got, want)
	}
}

// TestShortLacks holds that nothing is invented: a fact that is missing is
// named.
func TestShortLacks(t *testing.T) {
	for want, change := range map[string]func(*incident.Incident){
		"impact.who":         func(i *incident.Incident) { i.Impact.Who = "" },
		"impact.could_not":   func(i *incident.Incident) { i.Impact.CouldNot = "" },
		"next update comes":  func(i *incident.Incident) { i.Notices[0].Next, i.NextUpdate = timeline.Time{}, timeline.Time{} },
		"the state is not":   func(i *incident.Incident) { i.Notices, i.Status = nil, "" },
		"do not fit":         func(i *incident.Incident) { i.Impact.Who = strings.Repeat("1 ", 200) },
		"maintenance.effect": func(i *incident.Incident) { *i = *maintenanceReport(t).Incident; i.Maintenance.Effect = "" },
		"maintenance.from":   func(i *incident.Incident) { *i = *maintenanceReport(t).Incident; i.Maintenance.From = timeline.Time{} },
	} {
		rep := noticeReport(t)
		rep.Notices = slices.Clone(rep.Notices[:1])
		change(rep.Incident)
		if got, err := shortOf(t, shortMessage, rep, &incident.Draft{Name: "n1-investigating", Audience: incident.Public}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q, %v, want %q in it", got, err, want)
		}
	}
}

// TestShortFits holds for many texts that the form has the room it may have,
// keeps state and next update, and shows no figure that the record does not
// have.
func TestShortFits(t *testing.T) {
	digits := regexp.MustCompile(`[0-9][0-9.,:%]*`)
	texts := append(hostile(t, 12), "345 of 623 customers in 12 regions who paid 1,000.50 EUR between 10 and 11 o’clock on 3 days", "カードでお支払いのお客様 1,234 名様で、注文手続きをされ、エラーページが表示されたすべてのお客様と、その取引先の皆様", "3.14159", strings.Repeat("customers ", 60))
	made := 0
	for _, p := range texts {
		for _, language := range []string{"en", "ja", "pt-BR"} {
			rep := noticeReport(t)
			rep.Impact.Who, rep.Impact.CouldNot, rep.Service = p, p, "Checkout"
			rep.Timeline.Marked[timeline.Started] = timeline.Mark{Time: clock(t, "2026-03-04 14:02")}
			d := noticeDraft(rep, 1)
			d.Language = language
			for _, f := range []shortForm{shortMessage, shortPost} {
				got, err := shortOf(t, f, rep, d)
				if err != nil {
					continue
				}
				made++
				if !f.fits(got) || strings.ContainsAny(got, "\n\r") {
					t.Errorf("%.99q: %s gives %q", p, f.name, got)
				}
				if f.name == "text-280" && (!strings.Contains(got, wordsOf(language).phases[incident.Identified]) || !strings.Contains(got, "15:00 UTC")) {
					t.Errorf("%.99q: %s lacks the state or the next update: %q", p, f.name, got)
				}
				rest := strings.NewReplacer("2026-03-04 14:02", "", "2026-03-04 15:00 UTC", "", "15:00 UTC", "", "2026-03-04-checkout", "", "n2-identified", "").Replace(got)
				for _, figure := range digits.FindAllString(rest, -1) {
					if !strings.Contains(p, strings.TrimRight(figure, ".,:")) && !strings.Contains("U+", figure) && !strings.Contains(rest, "<U+") {
						t.Errorf("%.99q: %q is in %q", p, figure, got)
					}
				}
			}
		}
	}
	if made < len(texts) {
		t.Errorf("only %d texts were made", made)
	}
}

func TestShorter(t *testing.T) {
	got := shorter("345 of 623 people could pay 5 EUR, at most")
	want := []string{"345 of 623 people could pay 5 EUR, at most", "345 of 623 people could pay 5 EUR…", "345 of 623 people could…", "345 of 623 people…"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestFits(t *testing.T) {
	for s, want := range map[string]bool{
		strings.Repeat("a", 160): true, strings.Repeat("a", 161): false, strings.Repeat("€", 80): true, strings.Repeat("€", 81): false,
		strings.Repeat("語", 70): true, strings.Repeat("語", 71): false, strings.Repeat("🎉", 35): true, strings.Repeat("🎉", 36): false, "ç" + strings.Repeat("a", 69): true, "ç" + strings.Repeat("a", 70): false,
	} {
		if got := fitsMessage(s); got != want {
			t.Errorf("%.20q with %d: %v", s, len([]rune(s)), got)
		}
	}
	for s, want := range map[string]int{"abc": 3, "語": 2, "a https://example.com/" + strings.Repeat("x", 100): 25, "é–“": 3, "🎉": 2} {
		if got := weight(s); got != want {
			t.Errorf("%q weighs %d, want %d", s, got, want)
		}
	}
}
