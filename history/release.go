package history

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
	"github.com/go-git/go-git/v5/plumbing"
)

// Release is a tag that names a version.
type Release struct {
	Tag        string           // without refs/tags/
	Version    string           // "1.2.3": the tag's name without its prefix
	Module     string           // what part of the repository it releases, "" for all of it
	PreRelease bool             // alpha, beta, rc and the like
	Annotated  bool             // the time is the tagger's; else the commit's committer time
	Time       time.Time        // when it was tagged
	Commit     string           // the commit it points to
	Actor      timeline.Foreign // who tagged it; "" where the tag is not annotated
	Message    timeline.Foreign // of an annotated tag, without a signature
	commit     oid
}

// Tags is what the tags of a repository are.
type Tags struct {
	Releases []Release             // in time order
	Others   int                   // tags whose name is no version
	Refused  []*timeline.LineError // tags of releases that point to no commit, or at a time that cannot be
}

// Releases reads the tags that name a version. Only refs/tags is looked at.
// The position of a refused tag carries the source's name.
func (r *Repository) Releases(ctx context.Context, source string) (Tags, error) {
	var out Tags
	refs, err := r.refs.IterReferences()
	if err != nil {
		return out, fmt.Errorf("history: %s: the tags cannot be listed (%w)\nmake a fresh clone and name that", r.path, err)
	}
	defer refs.Close()
	err = refs.ForEach(func(ref *plumbing.Reference) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		name, ok := strings.CutPrefix(ref.Name().String(), "refs/tags/")
		if !ok {
			return nil
		}
		v, ok := parseVersion(name)
		if !ok || ref.Type() != plumbing.HashReference {
			out.Others++
			return nil
		}
		rel, err := r.release(name, v, ref.Hash())
		if err != nil {
			position := timeline.Position{Source: source, Ref: name}
			out.Refused = append(out.Refused, &timeline.LineError{Position: position, Err: err})
			return nil
		}
		out.Releases = append(out.Releases, rel)
		return nil
	})
	slices.SortFunc(out.Releases, func(a, b Release) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Tag, b.Tag))
	})
	slices.SortFunc(out.Refused, func(a, b *timeline.LineError) int { return cmp.Compare(a.Position.Ref, b.Position.Ref) })
	return out, err
}

func (r *Repository) release(name string, v version, h oid) (Release, error) {
	rel := Release{Tag: name, Version: v.name, Module: v.module, PreRelease: v.prerelease}
	t, err := r.peel(h)
	if err != nil {
		return rel, err
	}
	rel.commit, rel.Commit = t.commit, t.commit.String()
	when := t.tagger.when
	// Old tags name no tagger, and then say no time either.
	if rel.Annotated = when.odd != noTagger; !rel.Annotated {
		c, err := r.commit(t.commit)
		if err != nil {
			return rel, fmt.Errorf("the tag's commit %s: %w", t.commit, err)
		}
		when = c.committer.when
	}
	if when.odd != "" {
		return rel, errors.New("the time of the tag is not known: " + when.odd)
	}
	rel.Time = when.time()
	rel.Actor = r.called(t.tagger)
	rel.Message = timeline.Foreign(t.message)
	return rel, nil
}

const noTagger = "no tagger"

// tag is a tag object followed to the commit it stands for.
type tag struct {
	tagger  person
	message string
	commit  oid
}

// maxNesting is how many tags of tags are followed.
const maxNesting = 100

// peel follows a tag to its commit. What is told of it is what its outermost
// tag object says. A tag object says of what type its target is, so the commit
// itself is read only where the reference names it directly.
func (r *Repository) peel(h oid) (tag, error) {
	t := tag{tagger: person{when: stamp{odd: noTagger}}}
	for depth := range maxNesting {
		o, err := r.objects.read(h)
		if err != nil {
			return t, fmt.Errorf("object %s: %w", h, err)
		}
		switch o.kind {
		case plumbing.CommitObject:
			t.commit = h
			return t, nil
		case plumbing.TagObject:
		default:
			return t, fmt.Errorf("the tag points to a %s, not to a commit", o.kind)
		}
		next, err := parseTag(o.data)
		if err != nil {
			return t, err
		}
		if depth == 0 {
			t.tagger, t.message = next.tagger, next.message
		}
		if h = next.target; next.kind == "commit" {
			t.commit = h
			return t, nil
		}
	}
	return t, fmt.Errorf("the tag is a chain of more than %d tags", maxNesting)
}

// rawTag is a tag object taken apart.
type rawTag struct {
	target  oid
	kind    string
	tagger  person
	message string
}

func parseTag(data []byte) (rawTag, error) {
	t := rawTag{tagger: person{when: stamp{odd: noTagger}}}
	text := string(data)
	ok := false
	for {
		line, rest, found := strings.Cut(text, "\n")
		text = rest
		if line == "" || !found {
			break
		}
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "object":
			t.target, ok = parseName([]byte(value))
		case "type":
			t.kind = value
		case "tagger":
			t.tagger = parsePerson([]byte(value))
		}
	}
	if !ok {
		return t, fmt.Errorf("%w: the tag names no object", errDamaged)
	}
	for _, begin := range []string{"-----BEGIN PGP SIGNATURE-----", "-----BEGIN SSH SIGNATURE-----", "-----BEGIN SIGNED MESSAGE-----", "-----BEGIN PGP MESSAGE-----"} {
		if i := strings.Index(text, begin); i >= 0 {
			text = text[:i]
		}
	}
	subject, body, _ := splitMessage([]byte(text))
	t.message = strings.TrimSpace(subject + "\n" + body)
	return t, nil
}
