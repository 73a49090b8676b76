package render

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/internal/visible"
	"github.com/candor-reports/candor/timeline"
)

// writeMail writes a message as a file that mail clients open and servers take:
// RFC 5322 with the text in two forms, plain and HTML.
func (m making) writeMail(w io.Writer, rep *incident.Report, d *incident.Draft) error {
	a, err := accountOf(rep, d)
	if err != nil {
		return err
	}
	body, err := bodyOf(d.Name, d.Markdown, walls{markdown: true, tree: true})
	if err != nil {
		return err
	}
	heading := title(takeTitle(body), rep, d)
	plain := documentText(heading, passages(body)) + a.mailFoot()
	var parts, b bytes.Buffer
	media := alternative(&parts, languageTag(a.language), plain, mailHTML(m.theme, a, heading, body))
	for _, h := range append(a.mailHeaders(heading), mailHeader{"Content-Type", media}) {
		h.write(&b)
	}
	b.WriteString("\r\n")
	b.Write(parts.Bytes())
	_, err = w.Write(b.Bytes())
	return err
}

// Stand-ins for mailboxes that nobody stated. Names below "invalid" never
// belong to anybody (RFC 2606), so a message that is sent by mistake goes
// nowhere.
var (
	noSender    = incident.Mailbox{Name: "FILL IN the sender", Address: "noreply@sender.candor.invalid"}
	noRecipient = incident.Mailbox{Name: "FILL IN the recipients", Address: "noreply@recipients.candor.invalid"}
)

func (a account) mailHeaders(heading string) []mailHeader {
	var all []mailHeader
	add := func(name, value string) {
		if value != "" {
			all = append(all, mailHeader{name, value})
		}
	}
	if !a.at.IsZero() {
		add("Date", a.at.UTC().Format(time.RFC1123Z))
	}
	from, noFrom := incident.ParseMailbox(a.Publish.From)
	if noFrom != nil {
		from = noSender
	}
	to, noTo := incident.ParseMailbox(a.Publish.To)
	if noTo != nil || a.draft.Audience != incident.Public {
		// The list of the record is one of customers.
		to, noTo = noRecipient, fmt.Errorf("no recipients")
	}
	add("From", mailbox(from))
	add("To", mailbox(to))
	add("Subject", unstructured(a.subject(heading)))
	add("Message-ID", a.messageID(a.draft.Name))
	before := a.messagesBefore()
	if len(before) > 0 {
		add("In-Reply-To", before[len(before)-1])
		add("References", strings.Join(before, " "))
	}
	add("MIME-Version", "1.0")
	add("Content-Language", languageTag(a.language))
	add("Auto-Submitted", "auto-generated")
	if a.draft.Audience == incident.Public {
		a.listHeaders(add)
	} else {
		add("Sensitivity", "Company-Confidential")
	}
	if noFrom != nil || noTo != nil {
		add("X-Unsent", "1")
		add("X-Candor-Note", "From or To is still to be filled in: the record, or names.yaml, states no publish: from and to for it")
	}
	return all
}

// listHeaders are those of a message to many: RFC 2919 and RFC 2369, and the
// one click of RFC 8058 where the way to leave is a page.
func (a account) listHeaders(add func(name, value string)) {
	add("Precedence", "bulk")
	if host := a.host(); host != "" {
		add("List-Id", "<incidents."+host+">")
	}
	if u := a.Publish.Unsubscribe; u != "" {
		add("List-Unsubscribe", "<"+u+">")
		if strings.HasPrefix(u, "https:") {
			add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
		}
	}
}

// subject begins with what changed: "[Identified] Checkout: Orders fail (since
// 14:02 UTC)". Of a document that is no notice, or whose heading a person
// wrote, it is the heading.
func (a account) subject(heading string) string {
	state := a.state()
	if a.number < 0 || state == "" || heading != state+": "+a.title {
		return oneLine(heading, 250)
	}
	s := "[" + state + "] "
	if service := visible.Line(a.Service); service != "" && !strings.Contains(strings.ToLower(a.title), strings.ToLower(service)) {
		s += service + ": "
	}
	s += a.title
	if from := a.started(); from.Form == timeline.Instant && !closed(a.phase) && !a.phase.Maintenance() {
		s += " (" + fill(a.words.since, "%t", a.local(clockAfter(from, a.notice.At))) + ")"
	}
	return oneLine(s, 250)
}

// messageID is the same whenever the same document of the same incident is
// rendered, so that later messages can name it.
func (a account) messageID(document string) string { return "<" + a.netID(document) + ">" }

// netID names a part of the incident below the host that publishes it, in the
// form of an address: "status@n2-identified.checkout-2026.example.com". What
// tells parts apart is the host, since before the @ would stand a person.
func (a account) netID(part ...string) string {
	name := "status@"
	for _, p := range append(part, a.ID) {
		for label := range strings.SplitSeq(p, ".") {
			name += hostLabel(label) + "."
		}
	}
	return name + cmp.Or(a.host(), "candor.invalid")
}

var notInLabel = pattern.New(`[^A-Za-z0-9-]`)

// hostLabel is a name in the letters of host names, with a digest in the place
// of what they cannot hold.
func hostLabel(name string) string {
	label := strings.Trim(notInLabel.ReplaceAllString(name, "-"), "-")
	if label == name && len(label) <= 63 && label != "" {
		return label
	}
	return strings.TrimLeft(fmt.Sprintf("%.30s-%x", label, sha256.Sum256([]byte(name)))[:min(len(label), 30)+17], "-")
}

// messagesBefore are the IDs of the messages that this one comes after: the
// notices before it, in its language. What is for the house comes after none.
func (a account) messagesBefore() []string {
	if a.draft.Audience != incident.Public {
		return nil
	}
	_, language, translated := strings.Cut(a.draft.Name, ".")
	var ids []string
	for i, n := range a.Notices {
		if i == a.number {
			break
		}
		document := n.ID + "-" + string(n.Phase)
		if translated {
			document += "." + language
		}
		ids = append(ids, a.messageID(document))
	}
	return ids
}

// mailFoot stands below the plain text, after the mark that mail clients know.
func (a account) mailFoot() string {
	var lines []string
	if p := a.publisher(); p != "" {
		lines = append(lines, p)
	}
	if page := a.page(a.draft.Name); page != "" {
		lines = append(lines, page)
	}
	if u := a.Publish.Unsubscribe; u != "" && a.draft.Audience == incident.Public {
		lines = append(lines, a.words.unsubscribe+": "+shownLink(u))
	}
	if len(lines) == 0 {
		return ""
	}
	return "\n-- \n" + strings.Join(lines, "\n") + "\n"
}

// languageTag is the language for machines; English where it is not a tag.
func languageTag(language string) string {
	if pattern.New(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`).MatchString(language) {
		return language
	}
	return "en"
}
