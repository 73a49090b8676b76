package render

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-smtp"
	"golang.org/x/net/html"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/timeline"
)

// noticeReport is an incident of which three notices were told.
func noticeReport(t testing.TB) *incident.Report {
	t.Helper()
	rep := webReport(t)
	rep.Publish = incident.Publish{
		Site: "https://status.example.com/{id}/{document}.html", From: "Harbour Goods <status@example.com>", To: "all@lists.example.com",
		Unsubscribe: "https://status.example.com/leave",
	}
	rep.Impact = incident.Impact{Who: "customers who pay in a currency other than the euro", CouldNot: "complete their order"}
	rep.Notices = []incident.Notice{
		{ID: "n1", Phase: incident.Investigating, At: clock(t, "2026-03-04 14:21"), Next: clock(t, "2026-03-04 14:41")},
		{ID: "n2", Phase: incident.Identified, At: clock(t, "2026-03-04 14:33"), Next: clock(t, "2026-03-04 15:00")},
		{ID: "n3", Phase: incident.Resolved, At: clock(t, "2026-03-04 15:26")},
	}
	rep.NextUpdate = timeline.OnDay(time.Date(2026, 3, 9, 0, 0, 0, 0, time.UTC))
	return rep
}

func noticeDraft(rep *incident.Report, n int) *incident.Draft {
	words := func(i int) string {
		p := rep.Notices[i].Phase
		return fmt.Sprintf("# %s: %s\n\nWords of notice **%d**, see [the page](https://status.example.com/).\n", wordsOf("en").phases[p], rep.Title, i+1)
	}
	name := func(i int) string { return rep.Notices[i].ID + "-" + string(rep.Notices[i].Phase) }
	d := &incident.Draft{Name: name(n), Template: string(rep.Notices[n].Phase), Audience: incident.Public, Language: "en", Markdown: []byte(words(n))}
	for i := range n + 1 {
		d.Updates = append(d.Updates, incident.Update{Notice: rep.Notices[i], Document: name(i), Markdown: []byte(words(i))})
	}
	return d
}

func mailOf(t testing.TB, rep *incident.Report, d *incident.Draft) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := usual().writeMail(&b, rep, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// received is a message as an independent reader understands it.
type received struct {
	mail.Header
	parts map[string]string // by media type
	order []string
}

func readMail(t testing.TB, raw []byte) received {
	t.Helper()
	r, err := mail.CreateReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("%v\n%.600s", err, raw)
	}
	got := received{Header: r.Header, parts: map[string]string{}}
	for {
		p, err := r.NextPart()
		if err == io.EOF {
			return got
		}
		if err != nil {
			t.Fatal(err)
		}
		media, _, _ := p.Header.(*mail.InlineHeader).ContentType()
		text, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		got.order = append(got.order, media)
		got.parts[media] = strings.ReplaceAll(string(text), "\r\n", "\n")
	}
}

func TestMail(t *testing.T) {
	rep := noticeReport(t)
	got := readMail(t, mailOf(t, rep, noticeDraft(rep, 1)))
	for name, want := range map[string]string{
		"Date": "Wed, 04 Mar 2026 14:33:00 +0000", "From": "Harbour Goods <status@example.com>", "To": "all@lists.example.com",
		"Subject":    "[Identified] Checkout: Payments failed in currencies other than the euro",
		"Message-Id": "<status@n2-identified.2026-03-04-checkout.status.example.com>", "In-Reply-To": "<status@n1-investigating.2026-03-04-checkout.status.example.com>",
		"References": "<status@n1-investigating.2026-03-04-checkout.status.example.com>", "Mime-Version": "1.0", "Content-Language": "en",
		"Auto-Submitted": "auto-generated", "Precedence": "bulk", "List-Id": "<incidents.status.example.com>",
		"List-Unsubscribe": "<https://status.example.com/leave>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "X-Unsent": "",
	} {
		text, _ := got.Text(name)
		if text != want {
			t.Errorf("%s is %q, want %q", name, text, want)
		}
	}
	if !slices.Equal(got.order, []string{"text/plain", "text/html"}) {
		t.Errorf("the parts are %q; the plainest comes first", got.order)
	}
	if want := "see the page [1]"; !strings.Contains(got.parts["text/plain"], want) || !strings.Contains(got.parts["text/plain"], "[1] https://status.example.com/\n") {
		t.Errorf("the plain text is\n%s", got.parts["text/plain"])
	}
	for _, want := range []string{"<strong>2</strong>", `href="https://status.example.com/"`, `width="600"`, "Unsubscribe", `lang="en"`} {
		if !strings.Contains(got.parts["text/html"], want) {
			t.Errorf("the HTML has no %s:\n%s", want, got.parts["text/html"])
		}
	}
	for _, never := range []string{"<img", "<style", "<script", "class=", "src=", "url("} {
		if strings.Contains(got.parts["text/html"], never) {
			t.Errorf("the HTML has %s", never)
		}
	}
}

// TestThread holds that a reader joins the notices of an incident, and the
// letter after them, in the order in which they were told.
func TestThread(t *testing.T) {
	rep := noticeReport(t)
	var before []string
	ids := func(h mail.Header, name string) string {
		list, err := h.MsgIDList(name)
		if err != nil {
			t.Error(err)
		}
		return strings.Join(list, " ")
	}
	letter := &incident.Draft{Name: "apology-letter", Audience: incident.Public, Markdown: []byte("# We are sorry\n\nIt failed.\n")}
	for _, d := range []*incident.Draft{noticeDraft(rep, 0), noticeDraft(rep, 1), noticeDraft(rep, 2), letter} {
		got := readMail(t, mailOf(t, rep, d))
		if refs := ids(got.Header, "References"); refs != strings.Join(before, " ") {
			t.Errorf("%s refers to %q, want %q", d.Name, refs, before)
		}
		last := ""
		if len(before) > 0 {
			last = before[len(before)-1]
		}
		if reply := ids(got.Header, "In-Reply-To"); reply != last {
			t.Errorf("%s replies to %q, want %q", d.Name, reply, last)
		}
		id, err := got.MessageID()
		if err != nil || slices.Contains(before, id) {
			t.Errorf("%s is called %q, %v", d.Name, id, err)
		}
		before = append(before, id)
	}
	german := noticeDraft(rep, 1)
	german.Name, german.Language = "n2-identified.de", "de"
	if got := readMail(t, mailOf(t, rep, german)); ids(got.Header, "References") != "status@n1-investigating.de.2026-03-04-checkout.status.example.com" {
		t.Errorf("a German notice refers to %q", ids(got.Header, "References"))
	}
	house := &incident.Draft{Name: "postmortem", Audience: incident.Internal, Markdown: []byte("# What we know\n\nIt failed.\n")}
	got := readMail(t, mailOf(t, rep, house))
	for _, name := range []string{"References", "List-Id", "List-Unsubscribe"} {
		if got.Has(name) {
			t.Errorf("a mail to the house has %s", name)
		}
	}
	if to, _ := got.Text("To"); !strings.Contains(to, "noreply@recipients.candor.invalid") {
		t.Errorf("a mail to the house goes to %q", to)
	}
}

func TestMailWithoutAddresses(t *testing.T) {
	rep := noticeReport(t)
	rep.Publish = incident.Publish{}
	got := readMail(t, mailOf(t, rep, noticeDraft(rep, 0)))
	for name, want := range map[string]string{"From": "noreply@sender.candor.invalid", "To": "noreply@recipients.candor.invalid", "Message-Id": ".candor.invalid>", "X-Unsent": "1", "X-Candor-Note": "to be filled in"} {
		if text, _ := got.Text(name); !strings.Contains(text, want) {
			t.Errorf("%s is %q, want %q in it", name, text, want)
		}
	}
}

// mailFields are all the fields that a message may have.
var mailFields = []string{
	"Date", "From", "To", "Subject", "Message-Id", "In-Reply-To", "References", "Mime-Version", "Content-Language", "Auto-Submitted", "Precedence",
	"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Sensitivity", "X-Unsent", "X-Candor-Note", "Content-Type",
}

// TestNoHeaderInjection puts hostile texts where a header could hold them: no
// field is added, none is there twice, no line is too long or ends in half a
// line end.
func TestNoHeaderInjection(t *testing.T) {
	all := append(records(t, "security/misc/mail-header-own.jsonl", "payload"), records(t, "security/misc/crlf-patt.jsonl", "payload")...)
	all = append(all, hostile(t, 15)...)
	all = append(all, records(t, "security/trojan/unicode-own.jsonl", "payload")...)
	for _, p := range all {
		rep := noticeReport(t)
		rep.Title, rep.Service, rep.Organisation = p, p, p
		rep.Publish.From, rep.Publish.To, rep.Publish.Unsubscribe = p, "", ""
		d := noticeDraft(rep, 1)
		d.Name = "n2-" + p
		d.Title, d.Language = p, p
		d.Markdown = []byte("# " + strings.ReplaceAll(p, "\n", " ") + "\n\nIt failed.\n")
		var b bytes.Buffer
		if err := usual().writeMail(&b, rep, d); err != nil {
			t.Fatalf("%.99q: %v", p, err)
		}
		raw := b.Bytes()
		if n := bytes.Count(raw, []byte("\n")); n != bytes.Count(raw, []byte("\r\n")) || n != bytes.Count(raw, []byte("\r")) {
			t.Fatalf("%.99q: half a line end", p)
		}
		for line := range bytes.Lines(raw) {
			if len(line) > 998+2 || bytes.ContainsFunc(line, func(r rune) bool { return r > 0x7e || r < ' ' && r != '\r' && r != '\n' }) {
				t.Fatalf("%.99q: the line %.99q", p, line)
			}
		}
		got := readMail(t, raw)
		for f := got.Fields(); f.Next(); {
			if !slices.Contains(mailFields, f.Key()) || len(slices.Collect(func(yield func(string) bool) {
				for same := got.FieldsByKey(f.Key()); same.Next() && yield(same.Value()); {
				}
			})) > 1 {
				t.Fatalf("%.99q: field %s", p, f.Key())
			}
		}
		if from, err := got.AddressList("From"); err != nil || len(from) != 1 {
			t.Fatalf("%.99q: From is %v, %v", p, from, err)
		}
		if to, err := got.AddressList("To"); err != nil || len(to) != 1 {
			t.Fatalf("%.99q: To is %v, %v", p, to, err)
		}
		page, err := html.Parse(strings.NewReader(got.parts["text/html"]))
		if err != nil {
			t.Fatal(err)
		}
		if found := mailSinks(page); found != nil {
			t.Fatalf("%.99q gives %v", p, found)
		}
	}
}

// mailSinks lists what a mail may not have: all that a page may not, images,
// and styles other than those of the mail's own list.
func mailSinks(page *html.Node) []string {
	var out []string
	for n := range page.Descendants() {
		if n.Data == "img" {
			out = append(out, "image")
		}
		var rest []html.Attribute
		for _, a := range n.Attr {
			switch {
			case a.Key == "style" && (n.Data == "body" && a.Val == mailBody || mailAllowed[n.DataAtom]["style"] != nil && mailAllowed[n.DataAtom]["style"](a.Val)):
			case n.Data == "table" && slices.Contains([]string{"cellpadding", "cellspacing", "border"}, a.Key), n.Data == "td" && a.Key == "align":
			default:
				rest = append(rest, a)
			}
		}
		n.Attr = rest
	}
	return append(out, sinks(page, append([]string{"html", "head", "meta", "title", "body", "mark"}, bodyElements...))...)
}

// TestMailWall shows that the last wall holds without the two before it.
func TestMailWall(t *testing.T) {
	a, err := accountOf(noticeReport(t), &incident.Draft{Name: "letter", Audience: incident.Public})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range hostile(t, 9) {
		for _, source := range []string{p, "<p style=\"" + p + "\">x</p>", "<a href=\"" + p + "\" style=\"position:fixed\">x</a>", "<img src=\"https://t.example/" + p + "\">"} {
			body, err := bodyOf("draft", []byte(source), walls{})
			if err != nil {
				continue
			}
			page, err := html.Parse(strings.NewReader(mailHTML(OwnTheme(), a, p, body)))
			if err != nil {
				t.Fatal(err)
			}
			if found := mailSinks(page); found != nil {
				t.Fatalf("%.99q gives %v", source, found)
			}
		}
	}
}

func TestEncodedWords(t *testing.T) {
	for _, s := range []string{
		"plain", "Größe der Störung", "決済障害のお知らせ：カードでのお支払いができない状態となっております。ご迷惑をおかけしております。", "=?utf-8?q?not_encoded?=",
		strings.Repeat("long words and more of them ", 20), strings.Repeat("x", 1200), "a\tb", "emoji 🎉 and   spaces", "", " ",
	} {
		var b bytes.Buffer
		mailHeader{"Subject", unstructured(s)}.write(&b)
		got := readMail(t, append(b.Bytes(), "Content-Type: text/plain\r\n\r\nx"...))
		text, err := got.Subject()
		if want := strings.Join(strings.Fields(s), " "); err != nil || strings.Join(strings.Fields(text), " ") != want {
			t.Errorf("%q reads as %q, %v", s, text, err)
		}
		for line := range strings.Lines(b.String()) {
			if len(line) > foldAt+2 {
				t.Errorf("%q: the line %q", s, line)
			}
		}
	}
}

func TestQuotedPrintable(t *testing.T) {
	for _, s := range []string{".", "a\n.\nb\n", "From here\n", "." + strings.Repeat("x", 75) + "\n", "From " + strings.Repeat("y", 80), "trailing \nspace\t\n", strings.Repeat("語", 60), "=\r\n=3D"} {
		made := quotedPrintable(s)
		for line := range bytes.Lines(made) {
			if bytes.HasPrefix(line, []byte(".")) || bytes.HasPrefix(line, []byte("From ")) || len(bytes.TrimRight(line, "\r\n")) > 76 {
				t.Errorf("%q: the line %q", s, line)
			}
		}
		raw := append([]byte("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"), made...)
		if got := readMail(t, raw).parts["text/plain"]; got != strings.ReplaceAll(s, "\r\n", "\n") {
			t.Errorf("%q reads as %q", s, got)
		}
	}
}

// keeper is a mail server that keeps what it is given.
type keeper struct{ got chan []byte }

func (k keeper) NewSession(*smtp.Conn) (smtp.Session, error) { return session{k}, nil }

type session struct{ keeper }

func (session) Mail(string, *smtp.MailOptions) error { return nil }
func (session) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (session) Reset()                               {}
func (session) Logout() error                        { return nil }
func (s session) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	s.got <- b
	return err
}

// TestThroughServer sends messages to a server on this machine, among them one
// whose text looks like the end of the message and another after it, and holds
// that each arrives alone and whole.
func TestThroughServer(t *testing.T) {
	k := keeper{make(chan []byte, 8)}
	server := smtp.NewServer(k)
	server.Domain, server.MaxLineLength = "localhost", 1000
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skipf("there is no loopback here: %v", err)
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(listener) }()
	defer func() { _ = server.Close(); <-done }()

	rep := noticeReport(t)
	smuggled := noticeDraft(rep, 1)
	smuggled.Markdown = append(smuggled.Markdown, "\n```\n.\n\nMAIL FROM:<evil@example.com>\n.\n.\n\n..\nFrom nobody\n```\n"...)
	german := noticeDraft(rep, 0)
	german.Name, german.Language, german.Markdown = "n1-investigating.de", "de", []byte("# Größere Störung: Bestellungen\n\nWir bitten um Entschuldigung – "+strings.Repeat("é", 500)+"\n")
	japanese := noticeDraft(rep, 2)
	japanese.Language, japanese.Markdown = "ja", []byte("# 決済障害のお知らせ\n\n"+strings.Repeat("ご迷惑をおかけし、", 60)+"\n")
	for _, d := range []*incident.Draft{noticeDraft(rep, 0), smuggled, german, japanese} {
		sent := mailOf(t, rep, d)
		client, err := smtp.Dial(listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		if err := client.SendMail("status@example.com", []string{"all@lists.example.com"}, bytes.NewReader(sent)); err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		if err := client.Quit(); err != nil {
			t.Error(err)
		}
		arrived := <-k.got
		if !bytes.Equal(bytes.TrimRight(arrived, "\r\n"), bytes.TrimRight(sent, "\r\n")) {
			t.Errorf("%s: other bytes arrived", d.Name)
		}
		a, b := readMail(t, sent), readMail(t, arrived)
		if a.parts["text/plain"] != b.parts["text/plain"] || a.parts["text/html"] != b.parts["text/html"] || len(b.order) != 2 {
			t.Errorf("%s: the parts are not what was sent", d.Name)
		}
	}
	if len(k.got) > 0 {
		t.Errorf("%d more messages arrived than were sent", len(k.got))
	}
}
