package history

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/candor-reports/candor/timeline"
)

// mailmap says by which name people go, after gitmailmap(5): what git
// check-mailmap answers. Only names are taken from it.
type mailmap map[string]*mapped

// mapped is what is said of one mail address.
type mapped struct {
	name  string // for whoever used the address
	mail  string
	names map[string]renamed // for who used it under a name
}

type renamed struct{ name, mail string }

const (
	// maxMailmap is the size of the largest file that is honoured.
	maxMailmap = 16 << 20
	// mailmapLine is how much of a line git reads at once from a file in a work
	// tree; what follows is a line of its own.
	mailmapLine = 1023
)

// mailmap reads the repository's .mailmap once: from the work tree, or in a
// bare repository from what HEAD points to.
func (r *Repository) mailmap() mailmap {
	if r.people == nil {
		r.people = mailmap{}
		if r.worktree != "" {
			r.people.file(filepath.Join(r.worktree, ".mailmap"))
		} else if b, err := r.headFile(".mailmap"); err == nil && len(b) <= maxMailmap {
			r.people.parse(b)
		}
	}
	return r.people
}

// headFile reads a file of the commit that HEAD points to.
func (r *Repository) headFile(name string) ([]byte, error) {
	b, err := r.head()
	if err != nil {
		return nil, err
	}
	c, err := r.commit(b.tip)
	if err != nil {
		return nil, err
	}
	_, h, err := r.entryOf(c.tree, name)
	if err != nil {
		return nil, err
	}
	return r.blob(h)
}

// file reads a mailmap of a work tree. A link is not followed: it can lead
// anywhere.
func (m mailmap) file(path string) {
	fi, err := os.Lstat(path)
	if err != nil || !fi.Mode().IsRegular() || fi.Size() > maxMailmap {
		return
	}
	b, err := readSmall(path, maxMailmap)
	if err != nil {
		return
	}
	for line := range bytes.Lines(b) {
		for len(line) > 0 {
			n := min(len(line), mailmapLine)
			piece, _, _ := bytes.Cut(line[:n], []byte{0})
			m.line(piece)
			line = line[n:]
		}
	}
}

// parse reads a mailmap as an object has it. It ends at a NUL, as it does for
// git.
func (m mailmap) parse(b []byte) {
	b, _, _ = bytes.Cut(b, []byte{0})
	for line := range bytes.Lines(b) {
		m.line(bytes.TrimSuffix(line, []byte{'\n'}))
	}
}

func (m mailmap) line(b []byte) {
	if len(b) > 0 && b[0] == '#' {
		return
	}
	name, mail, rest, ok := nameAndMail(string(b), false)
	if !ok {
		return
	}
	oldName, oldMail, _, ok := nameAndMail(rest, true)
	if !ok {
		oldMail, mail = mail, ""
	}
	e := m[fold(oldMail)]
	if e == nil {
		e = &mapped{}
		m[fold(oldMail)] = e
	}
	if oldName != "" {
		if e.names == nil {
			e.names = map[string]renamed{}
		}
		e.names[fold(oldName)] = renamed{name, mail}
		return
	}
	if name != "" {
		e.name = name
	}
	if mail != "" {
		e.mail = mail
	}
}

// nameAndMail reads "Name <mail>" and gives what follows. An address may be
// empty only where it is the one that is looked for.
func nameAndMail(s string, empty bool) (name, mail, rest string, ok bool) {
	left := strings.IndexByte(s, '<')
	if left < 0 {
		return "", "", "", false
	}
	right := strings.IndexByte(s[left+1:], '>')
	if right < 0 || right == 0 && !empty {
		return "", "", "", false
	}
	return strings.Trim(s[:left], spaces), s[left+1 : left+1+right], s[left+1+right+1:], true
}

// spaces are what the C library and git take for white space in this place.
const spaces = " \t\n\r"

// fold makes names and addresses alike whose letters A to Z differ in case.
func fold(s string) string {
	if !slices.ContainsFunc([]byte(s), func(c byte) bool { return c >= 'A' && c <= 'Z' }) {
		return s
	}
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}

// who gives the name and address that somebody goes by.
func (m mailmap) who(name, mail string) (string, string) {
	e := m[fold(mail)]
	if e == nil {
		return name, mail
	}
	to := renamed{e.name, e.mail}
	if under, ok := e.names[fold(name)]; ok {
		to = under
	}
	if to.name != "" {
		name = to.name
	}
	if to.mail != "" {
		mail = to.mail
	}
	return name, mail
}

// called gives the name that somebody goes by.
func (r *Repository) called(p person) timeline.Foreign {
	if len(p.name)+len(p.mail) == 0 {
		return ""
	}
	name, _ := r.mailmap().who(string(p.name), string(p.mail))
	return timeline.Foreign(name)
}
