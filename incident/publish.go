package incident

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"github.com/candor-reports/candor/internal/pattern"
	"github.com/candor-reports/candor/internal/strict"
)

// Publish says where documents are read, and as whom they are sent. The record
// states it, or names.yaml for all incidents of a house.
type Publish struct {
	Site        string `yaml:"site"`        // the address at which readers find documents: "https://status.example.com/{id}/{document}.html"
	From        string `yaml:"from"`        // the mailbox that mail comes from: "Example <status@example.com>"
	To          string `yaml:"to"`          // the mailbox or list that mail goes to
	Unsubscribe string `yaml:"unsubscribe"` // https or mailto address by which a reader of the list leaves it
	Theme       Theme  `yaml:"theme"`       // how pages and mail look
}

// Or returns what is published where and as whom, with what is not stated here
// taken from another.
func (p Publish) Or(other Publish) Publish {
	return Publish{
		Site: cmp.Or(p.Site, other.Site), From: cmp.Or(p.From, other.From),
		To: cmp.Or(p.To, other.To), Unsubscribe: cmp.Or(p.Unsubscribe, other.Unsubscribe), Theme: p.Theme.Or(other.Theme),
	}
}

// Mailbox is an e-mail address and the name that is shown for it.
type Mailbox struct{ Name, Address string }

// address is the dot-atom form of RFC 5322, section 3.4.1, at a host name with
// letters, digits and hyphens. Quoted local parts and addresses at numbers are
// legal and never meant.
var address = pattern.New(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$`)

// ParseMailbox reads "status@example.com" or "Example <status@example.com>".
func ParseMailbox(s string) (Mailbox, error) {
	var m Mailbox
	name, rest, named := strings.Cut(strings.TrimSpace(s), "<")
	if named {
		m.Name, m.Address = strings.Trim(strings.TrimSpace(name), `"`), strings.TrimSuffix(rest, ">")
		named = strings.HasSuffix(rest, ">")
	} else {
		m.Address, named = name, true
	}
	bad := strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
	if !named || bad || len(m.Address) > 254 || !address.MatchString(m.Address) {
		return Mailbox{}, fmt.Errorf("%q is not a mail address: write it as status@example.com, or as Example <status@example.com>", s)
	}
	return m, nil
}

// Host is the part of the address after the @.
func (m Mailbox) Host() string {
	_, host, _ := strings.Cut(m.Address, "@")
	return strings.ToLower(host)
}

func (p Publish) check(doc *strict.Doc) {
	p.Theme.check(doc)
	for _, box := range [][2]string{{"from", p.From}, {"to", p.To}} {
		if _, err := ParseMailbox(box[1]); err != nil && box[1] != "" {
			doc.Fail([]any{"publish", box[0]}, err.Error(), "")
		}
	}
	if p.Site != "" && !webAddress(p.Site) {
		doc.Fail([]any{"publish", "site"}, fmt.Sprintf("%q is not the address of a site", p.Site), "write it as https://status.example.com/")
	}
	if box, ok := strings.CutPrefix(p.Unsubscribe, "mailto:"); p.Unsubscribe != "" && !webAddress(p.Unsubscribe) && !(ok && address.MatchString(box)) {
		doc.Fail([]any{"publish", "unsubscribe"}, fmt.Sprintf("%q is neither an https nor a mailto address", p.Unsubscribe), "write it as https://status.example.com/leave, or as mailto:leave@example.com")
	}
}

// webAddress reports whether s is an https address that is fit to be printed:
// with a host name, without a user, a query or a fragment.
func webAddress(s string) bool {
	u, err := url.Parse(s)
	printable := !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`<>"\`, r) })
	return err == nil && printable && u.Scheme == "https" && u.Hostname() != "" && u.User == nil && u.RawQuery == "" && u.Fragment == "" && u.Opaque == ""
}
