package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/candor-reports/candor/history"
	"github.com/candor-reports/candor/incident"
)

// Publication is an incident as it goes into the archive.
type Publication struct {
	ID       string
	Began    time.Time         // when the incident began, as near as it is known; zero where nothing tells
	Files    map[string][]byte // the record, the evidence, drafts and the forms for the house, by name
	House    House
	Public   *Public    // the facts for the public, where something was approved; documents and dates are filled in here
	Releases []Release  // documents that were approved
	Imported string     // the file of a report that somebody else wrote
	Since    *time.Time // when it was first published elsewhere
}

// Release is a document as it was approved.
type Release struct {
	Name       string
	Title      string
	Language   string
	SHA256     string // that was approved
	Files      []Content
	Correction *Correction // what it tells to be changed
}

// Content is a file of a document.
type Content struct {
	Name string
	Data []byte
}

// What an addition did with an incident.
const (
	Archived  = "Archive" // is new
	Updated   = "Update"  // has other bytes than before
	Corrected = "Correct" // has a new version of a document that was published
	Imported  = "Import"
	Unchanged = "Unchanged"
)

// Added is the outcome of an addition.
type Added struct {
	Commit  string    `json:"commit,omitempty"` // "" where nothing was to be done
	Changes []Changed `json:"changes"`          // one for each publication, in their order
	Kept    []string  `json:"kept,omitempty"`   // files of the work tree that somebody changed, and that stay as they are
	Notes   []string  `json:"notes,omitempty"`
}

// Changed is what became of one incident.
type Changed struct {
	ID     string   `json:"id"`
	Dir    string   `json:"dir"`
	Action string   `json:"action"`
	Told   []string `json:"told,omitempty"` // the documents that went out, with their versions

	house House
}

// NotCorrected refuses a new version of a published document that does not tell
// what it corrects.
type NotCorrected struct{ ID, Document string }

func (e *NotCorrected) Error() string {
	return fmt.Sprintf("document %q of %s was published with other words: a new version has to tell what it corrects\n  hint: candor archive correct %s --text \"why\", then render, approve and publish it, and archive it again", e.Document, e.ID, e.Document)
}

// Add puts incidents into the archive, in one commit, and returns once they are
// on the disk and were read back. What is there already, byte for byte, makes no
// commit.
func (a *Archive) Add(ctx context.Context, pubs ...*Publication) (*Added, error) {
	ids := map[string]bool{}
	for _, p := range pubs {
		if ids[strings.ToLower(p.ID)] {
			return nil, fmt.Errorf("%s: is named twice\n  hint: name each incident once", p.ID)
		}
		ids[strings.ToLower(p.ID)] = true
	}
	var changes []Changed
	done, err := a.commit(ctx, func(b *batch, s *snapshot) (*plan, error) {
		if s.marker == nil {
			_, err := a.snapshot()
			return nil, err
		}
		p := &plan{items: s.items, years: map[string]bool{}}
		changes = nil
		for _, pub := range pubs {
			c, err := a.put(b, s, p, pub)
			if err != nil {
				return nil, err
			}
			changes = append(changes, c)
		}
		for year, items := range s.years {
			if p.years[year] {
				p.items = set(p.items, history.Item{Name: year, Mode: folderMode, Hash: b.tree(items)})
			}
		}
		if made := slices.DeleteFunc(slices.Clone(changes), func(c Changed) bool { return c.Action == Unchanged }); len(made) > 0 {
			p.text = message(s.marker.Message, made, a.o.Version)
		}
		return p, nil
	})
	if err != nil {
		return nil, err
	}
	done.Changes = changes
	if len(pubs) >= manyIncidents && done.Commit != "" {
		a.remember()
	}
	return done, nil
}

// remember makes the index of what the archive holds now. Without it the next
// question is slower and gives the same answer.
func (a *Archive) remember() {
	for _, err := range a.Texts() {
		if err != nil {
			return
		}
	}
}

// plan is what a commit is to change.
type plan struct {
	items []history.Item  // of the top folder
	years map[string]bool // that have other items than before
	text  string          // the message; "" where nothing changes
}

// commit makes one commit of what a plan says of the archive as it is, and
// plans again where another program was faster.
func (a *Archive) commit(ctx context.Context, planOf func(*batch, *snapshot) (*plan, error)) (*Added, error) {
	config, err := a.settings(ctx)
	if err != nil {
		return nil, err
	}
	a.shared = config["core.sharedrepository"]
	unlock, err := a.lock()
	if err != nil {
		return nil, err
	}
	defer unlock()
	a.resume()
	const tries = 100
	for range tries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		s, err := a.any()
		if err != nil {
			return nil, err
		}
		b := &batch{}
		p, err := planOf(b, s)
		if err != nil || p.text == "" {
			return &Added{}, err
		}
		tree := b.tree(p.items)
		to, err := a.record(ctx, b, tree, s.tip, config, p.text)
		if err == nil {
			a.begin(s.tree, tree)
			err = a.swap(s.branch, s.tip, to)
		}
		if errors.Is(err, errMoved) {
			continue
		}
		if err != nil {
			return nil, a.explain(err)
		}
		if err := a.same(b); err != nil {
			return nil, err
		}
		done := &Added{Commit: to.String()}
		a.log(s.branch, s.tip, to, config, p.text)
		done.Kept, done.Notes = a.refresh(s.tree, tree)
		return done, nil
	}
	return nil, fmt.Errorf("%s: other programs moved the branch %d times while this was written\n  hint: try again when they are done; nothing was changed", a.dir, tries)
}

// record writes all objects of a commit and gives its name.
func (a *Archive) record(ctx context.Context, b *batch, tree, parent plumbing.Hash, config settings, text string) (plumbing.Hash, error) {
	who, err := a.identity(config)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	at := a.o.Now()
	data := commitObject(tree, parent, who, at, text)
	if a.o.Sign || config.yes("commit.gpgsign") {
		// Git signs what is there.
		if err := a.write(b); err != nil {
			return plumbing.ZeroHash, err
		}
		if data, err = a.signed(ctx, tree, parent, who, at, text); err != nil {
			return plumbing.ZeroHash, err
		}
	}
	h := b.add(plumbing.CommitObject, data)
	return h, a.write(b)
}

// explain says of an error that stopped a write what it means.
func (a *Archive) explain(err error) error {
	hint := "nothing was changed; make the archive writable for you, then do this again"
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EFBIG) || errors.Is(err, syscall.EDQUOT) {
		hint = "nothing was changed; make room on the disk, then do this again"
	}
	if strings.Contains(err.Error(), "\n  hint:") {
		return err
	}
	return fmt.Errorf("%s: %w\n  hint: %s", a.dir, cause(err), hint)
}

// put plans one publication.
func (a *Archive) put(b *batch, s *snapshot, p *plan, pub *Publication) (Changed, error) {
	if err := incident.CheckID(pub.ID); err != nil {
		return Changed{}, err
	}
	dir, item, err := a.find(s, pub.ID)
	if err != nil {
		return Changed{}, err
	}
	var old *meta
	var oldData []byte
	if dir != "" {
		if old, oldData, err = a.metaOf(dir, item); err != nil {
			return Changed{}, err
		}
		if old == nil {
			return Changed{}, fmt.Errorf("%s: holds something else in %s, which is not touched\n  hint: give the incident another id", a.dir, dir)
		}
		if old.ID != pub.ID {
			return Changed{}, fmt.Errorf("%s: holds %s already, which differs from %s by small and capital letters alone\n  hint: give the incident another id", a.dir, old.ID, pub.ID)
		}
		if (old.Imported == "") != (pub.Imported == "") {
			return Changed{}, fmt.Errorf("%s: %s is there already, and is not of the same origin\n  hint: give the incident another id", a.dir, pub.ID)
		}
	} else {
		began := pub.Began
		if began.IsZero() {
			began = a.o.Now()
		}
		dir = dirOf(pub.ID, began)
	}
	m, files, told, err := a.next(dir, old, oldData, pub)
	if err != nil {
		return Changed{}, err
	}
	c := Changed{ID: pub.ID, Dir: dir, Action: Unchanged, house: pub.House}
	if m == nil {
		return c, nil
	}
	c.Told = told
	switch {
	case old == nil && pub.Imported != "":
		c.Action = Imported
	case old == nil:
		c.Action = Archived
	case m.corrects(old):
		c.Action = Corrected
	default:
		c.Action = Updated
	}
	all, err := a.carried(item, old, files)
	if err != nil {
		return Changed{}, err
	}
	year, name := path.Split(dir)
	year = strings.TrimSuffix(year, "/")
	if _, err := a.year(s, year); err != nil {
		return Changed{}, err
	}
	if i := slices.IndexFunc(s.items, func(i history.Item) bool { return i.Name == year && i.Mode != folderMode }); i >= 0 {
		return Changed{}, fmt.Errorf("%s: has a file %s where the incidents of that year would be\n  hint: keep the archive in a repository of its own", a.dir, year)
	}
	s.years[year] = set(s.years[year], history.Item{Name: name, Mode: folderMode, Hash: b.files(all)})
	p.years[year] = true
	return c, nil
}

// next is what the folder of an incident says once a publication is in it; nil
// where it says that already.
func (a *Archive) next(dir string, old *meta, oldData []byte, pub *Publication) (*meta, map[string][]byte, []string, error) {
	now := a.o.Now().UTC().Truncate(time.Second)
	m := &meta{Format: format, Version: a.o.Version, Entry: Entry{ID: pub.ID, Dir: dir, Began: pub.Began.UTC(), Archived: now, Updated: now, Imported: pub.Imported, House: pub.House}}
	if old != nil {
		// As if nothing had changed; what follows shows whether that is so.
		m.Version, m.Previous, m.Archived, m.Updated = old.Version, old.Previous, old.Archived, old.Updated
	}
	if pub.Began.IsZero() {
		m.Began = m.Archived
	}
	files := map[string][]byte{}
	for name, data := range pub.Files {
		m.Files = append(m.Files, keep(files, name, data))
	}
	var before *Public
	if old != nil {
		before = old.Public
	}
	public, told, err := publish(before, pub, now, files)
	if err != nil {
		return nil, nil, nil, err
	}
	m.Public = public
	m.House.Documents = withVersions(pub.House.Documents, public)
	if old != nil {
		m.House.Made = old.House.Made
	}
	m.House.Made = madeOf(m.House.Made, public, pub)
	slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	for name := range files {
		if err := checkName(name); err != nil {
			return nil, nil, nil, err
		}
	}
	data, err := m.encode()
	if err != nil {
		return nil, nil, nil, err
	}
	if old != nil && string(data) == string(oldData) {
		return nil, nil, nil, nil
	}
	if old != nil {
		sum := sha256.Sum256(oldData)
		m.Previous, m.Version, m.Updated = hex.EncodeToString(sum[:]), a.o.Version, now
		if data, err = m.encode(); err != nil {
			return nil, nil, nil, err
		}
	}
	files[MetaFile] = data
	return m, files, told, nil
}

// keep takes in a file, in parts where it is larger than what is read as one
// object.
func keep(files map[string][]byte, name string, data []byte) File {
	sum := sha256.Sum256(data)
	f := File{Name: name, Size: len(data), SHA256: hex.EncodeToString(sum[:])}
	if len(data) <= maxPartSize {
		files[name] = data
		return f
	}
	for part := range slices.Chunk(data, maxPartSize) {
		f.Parts++
		files[name+"."+strconv.Itoa(f.Parts)] = part
	}
	return f
}

const maxPartSize = history.MaxObject / 2

// corrects reports whether a published document has a version that it did not
// have before.
func (m *meta) corrects(old *meta) bool {
	if m.Public == nil || old.Public == nil {
		return false
	}
	for _, d := range m.Public.Documents {
		i := slices.IndexFunc(old.Public.Documents, func(o Published) bool { return o.Name == d.Name })
		if i >= 0 && len(old.Public.Documents[i].Versions) < len(d.Versions) {
			return true
		}
	}
	return false
}

// carried are all files of an incident's folder: the new ones, and the versions
// that were published before, of which nothing is ever taken out.
func (a *Archive) carried(item history.Item, old *meta, files map[string][]byte) (map[string][]byte, error) {
	all := make(map[string][]byte, len(files))
	for name, data := range files {
		all[name] = data
	}
	if old == nil || old.Public == nil {
		return all, nil
	}
	i := &Incident{Entry: old.Entry, a: a, tree: item.Hash, meta: old}
	for _, d := range old.Public.Documents {
		for _, v := range d.Versions {
			for _, f := range v.Files {
				if _, ok := all[f.Name]; ok {
					continue
				}
				data, err := i.read(f)
				if err != nil {
					return nil, err
				}
				all[f.Name] = data
			}
		}
	}
	return all, nil
}
