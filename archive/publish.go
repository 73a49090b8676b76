package archive

import (
	"crypto/sha256"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/candor-reports/candor/history"
)

// publish gives the public part of an incident as it is once the releases of a
// publication are out, and takes in their files. What was published before
// stays.
func publish(old *Public, pub *Publication, now time.Time, files map[string][]byte) (*Public, []string, error) {
	if pub.Public == nil || len(pub.Releases) == 0 && old == nil {
		return old, nil, nil
	}
	p := *pub.Public
	p.ID, p.Published, p.Updated = pub.ID, now, now
	if pub.Since != nil {
		p.Published, p.Updated = *pub.Since, *pub.Since
	}
	p.Documents = nil
	p.Feed = feedID(p.Organisation, pub.ID, p.Published)
	if old != nil {
		p.Feed, p.Published, p.Updated = old.Feed, old.Published, old.Updated
		p.Documents = slices.Clone(old.Documents)
	}
	var told []string
	for _, r := range pub.Releases {
		i := slices.IndexFunc(p.Documents, func(d Published) bool { return d.Name == r.Name })
		if i < 0 {
			i = len(p.Documents)
			p.Documents = append(p.Documents, Published{Name: r.Name})
		}
		d := &p.Documents[i]
		d.Title, d.Language = r.Title, r.Language
		if n := len(d.Versions); n > 0 && d.Versions[n-1].SHA256 == r.SHA256 {
			continue
		}
		v, err := version(d, pub, r, now, files)
		if err != nil {
			return nil, nil, err
		}
		d.Versions = append(slices.Clip(d.Versions), v)
		if old != nil || pub.Since == nil {
			p.Updated = now
		}
		line := r.Name
		if v.Number > 1 {
			line += fmt.Sprintf(" (version %d)", v.Number)
		}
		told = append(told, line)
	}
	slices.SortFunc(p.Documents, func(a, b Published) int { return strings.Compare(a.Name, b.Name) })
	return &p, told, nil
}

// version is the next version of a document.
func version(d *Published, pub *Publication, r Release, now time.Time, files map[string][]byte) (Version, error) {
	v := Version{Number: len(d.Versions) + 1, At: now, SHA256: r.SHA256, Correction: r.Correction}
	switch {
	case v.Number == 1:
		v.Correction = nil
		if pub.Since != nil {
			v.At = *pub.Since
		}
	case r.Correction == nil && pub.Imported == "":
		return Version{}, &NotCorrected{pub.ID, r.Name}
	}
	for _, f := range r.Files {
		name := path.Join(PublishedDir, r.Name, strconv.Itoa(v.Number), f.Name)
		v.Files = append(v.Files, keep(files, name, f.Data))
	}
	return v, nil
}

// feedID names the entry of an incident in feeds: a URN that is the same
// wherever the feed lies. RFC 9562 leaves version 8 of its names to those who
// make them; this one is cut from a SHA-256.
func feedID(organisation, id string, published time.Time) string {
	sum := sha256.Sum256([]byte(organisation + "\x00" + id + "\x00" + published.UTC().Format(time.RFC3339)))
	b := sum[:16]
	b[6], b[8] = b[6]&0x0f|0x80, b[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// withVersions tells with each document of the house how often it was
// published.
func withVersions(docs []Document, p *Public) []Document {
	docs = slices.Clone(docs)
	if p == nil {
		return docs
	}
	for i := range docs {
		for _, d := range p.Documents {
			if d.Name == docs[i].Name {
				docs[i].Published = len(d.Versions)
			}
		}
	}
	return docs
}

// metaOf reads meta.json of an incident's folder; nil where the folder has none
// and is something else.
func (a *Archive) metaOf(dir string, item history.Item) (*meta, []byte, error) {
	if item.Mode != folderMode {
		return nil, nil, nil
	}
	items, err := a.objects.Tree(item.Hash)
	if err != nil {
		return nil, nil, a.unread(dir, err)
	}
	i := slices.IndexFunc(items, func(i history.Item) bool { return i.Name == MetaFile && i.Mode == plainMode })
	if i < 0 {
		return nil, nil, nil
	}
	data, err := a.objects.Blob(items[i].Hash)
	if err != nil {
		return nil, nil, a.unread(dir+"/"+MetaFile, err)
	}
	m, err := decodeMeta(dir, data)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", a.dir, err)
	}
	return m, data, nil
}
