package history

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/candor-reports/candor/timeline"
)

// Options say what is read from a repository. The zero value of each but Path
// is its default.
type Options struct {
	Source     string    // the source's name in the record
	Path       string    // the repository: a work tree, or a bare repository
	Branch     string    // the branch that ships; "" is what HEAD points to
	Since      time.Time // only what landed or was tagged from here on; zero is open
	Until      time.Time // and up to here, included; zero is open
	Paths      []string  // only changes that touched one of these files or folders
	AllCommits bool      // tell the commits that merges brought one by one
	Cited      []string  // beginnings of hashes: these commits are told even if a merge brought them
}

// Reader gives the events of one repository and says how the reading went.
type Reader struct {
	events  iter.Seq2[timeline.Event, error]
	reading timeline.Reading
}

// Read prepares to read a repository. Nothing is opened before Events is
// ranged over.
func Read(ctx context.Context, o Options) *Reader {
	r := &Reader{reading: timeline.Reading{
		Source: o.Source, Kind: "git", Where: []string{o.Path},
		Tally: timeline.Tally{Source: o.Source, Unit: unit},
	}}
	r.events = func(yield func(timeline.Event, error) bool) { r.run(ctx, o, yield) }
	return r
}

// Events ranges over what landed and what was released, sealed and in time
// order. It can be used once. A commit or tag whose time cannot be known comes
// as a *timeline.LineError, before the events. Where the repository cannot be
// read, the only pair is an error with the sentence for the user.
func (r *Reader) Events() iter.Seq2[timeline.Event, error] { return r.events }

// Reading says what was read and what could not be seen. It is complete once
// Events was ranged over to its end.
func (r *Reader) Reading() timeline.Reading { return r.reading }

func (r *Reader) run(ctx context.Context, o Options, yield func(timeline.Event, error) bool) {
	events, refused, err := r.collect(ctx, o)
	if err != nil {
		r.reading.Failed = true
		r.reading.Gaps = append(r.reading.Gaps, strings.ReplaceAll(err.Error(), "\n", "; "))
		yield(timeline.Event{}, err)
		return
	}
	for _, bad := range refused {
		if !yield(timeline.Event{}, bad) {
			return
		}
	}
	for _, e := range events {
		if !yield(e, nil) {
			return
		}
	}
}

func (r *Reader) collect(ctx context.Context, o Options) ([]timeline.Event, []*timeline.LineError, error) {
	repo, err := Open(o.Path)
	if err != nil {
		return nil, nil, err
	}
	defer repo.Close()
	w, err := repo.Window(ctx, o)
	if err != nil {
		return nil, nil, err
	}
	tags, err := repo.Releases(ctx, o.Source)
	if err != nil {
		return nil, nil, err
	}
	var hashes []string
	landed := map[string]int{}
	for _, c := range w.Changes {
		hashes = append(hashes, c.Hash)
		landed[c.Hash] = c.order
	}
	first, err := repo.firstReleases(ctx, hashes, tags.Releases, w.line, landed)
	if err != nil {
		return nil, nil, err
	}
	var events []timeline.Event
	unseen := 0
	for i, c := range w.Changes {
		area, err := repo.changeArea(c)
		var files []string
		if err == nil && i < maxListing {
			files, err = repo.Files(c)
		}
		if err != nil {
			unseen++
		}
		events = append(events, changeEvent(o.Source, c, area, files, first[c.Hash]))
	}
	r.describe(w, tags, unseen)
	for _, rel := range tags.Releases {
		if inWindow(rel.Time, o) {
			events = append(events, releaseEvent(o.Source, rel))
			r.reading.Tally.Told++
		} else {
			r.reading.Tally.Outside++
		}
	}
	slices.SortStableFunc(events, func(a, b timeline.Event) int { return a.Time.Compare(b.Time) })
	return events, append(w.Refused, tags.Refused...), nil
}

// changeArea names what a change touched.
func (r *Repository) changeArea(c Change) (string, error) {
	from, known, err := r.before(c)
	if err != nil || !known {
		return "", err
	}
	return r.area(from, c.tree)
}

func inWindow(t time.Time, o Options) bool {
	return (o.Since.IsZero() || !t.Before(o.Since)) && (o.Until.IsZero() || !t.After(o.Until))
}

// describe fills in the reading from what the window and the tags were.
func (r *Reader) describe(w *Window, tags Tags, unseen int) {
	t := w.Tally
	t.Unit = "commits and tags"
	t.Read += len(tags.Releases) + tags.Others + len(tags.Refused)
	t.Quiet += tags.Others
	t.Refused += len(tags.Refused)
	r.reading.Tally = t
	r.reading.From = timeline.At(w.Oldest, time.Second)
	r.reading.To = timeline.At(w.Newest, time.Second)
	r.reading.Notes = append(r.reading.Notes, w.Notes...)
	r.reading.Gaps = append(r.reading.Gaps, w.Gaps...)
	if tags.Others > 0 {
		r.reading.Notes = append(r.reading.Notes, fmt.Sprintf("%s not told: the name is no version", count(tags.Others, "tag", "tags")))
	}
	light := 0
	for _, rel := range tags.Releases {
		if !rel.Annotated {
			light++
		}
	}
	if light > 0 {
		r.reading.Notes = append(r.reading.Notes, fmt.Sprintf("%s without a time of its own: the committer time of its commit is taken", count(light, "release tag", "release tags")))
	}
	if unseen > 0 {
		r.reading.Gaps = append(r.reading.Gaps, fmt.Sprintf("what %s touched cannot be read", count(unseen, "change", "changes")))
	}
}

func changeEvent(source string, c Change, area string, files []string, rel Release) timeline.Event {
	e := timeline.Event{
		Time:    timeline.At(c.Landed, time.Second),
		Kind:    timeline.Commit,
		Actor:   c.Author,
		Subject: timeline.Foreign(area),
		Text:    c.Name(),
		Detail:  changeDetail(c),
		Labels:  map[string]string{},
		Source:  timeline.Position{Source: source, Ref: c.Hash},
	}
	if c.back != nil && !c.back.putBack {
		e.Kind = timeline.Revert
	}
	if e.Text == "" {
		e.Text = "(no message)"
	}
	set := func(key, value string) {
		if value != "" {
			e.Labels[key] = value
		}
	}
	set("files", strings.Join(files, "\n"))
	set("authored", stated(c.Authored))
	set("committed", stated(c.Committed))
	set("release", rel.Tag)
	set("released", stated(rel.Time))
	set("prerelease", yes(rel.PreRelease))
	set("merge", yes(c.Merge))
	set("landed_by", c.LandedBy)
	set("pull_request", c.PullRequest)
	var with []string
	for _, name := range c.CoAuthors {
		with = append(with, string(name))
	}
	set("authored_as", string(c.AuthoredAs))
	set("with", strings.Join(with, ", "))
	set("reverts", c.Reverts)
	set("reverted_by", c.RevertedBy)
	set("reapplies", c.Reapplies)
	set("reapplied_by", c.ReappliedBy)
	set("marked", strings.Join(c.Marks, "; "))
	return e.Seal()
}

func stated(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// changeDetail is what a change says beyond its name, and what a merge brought.
func changeDetail(c Change) timeline.Foreign {
	var parts []string
	body := string(c.Body)
	if c.Title != "" {
		parts = append(parts, string(c.Subject))
		body = strings.TrimSpace(strings.TrimPrefix(body, string(c.Title)))
	}
	if body != "" {
		parts = append(parts, body)
	}
	if c.BroughtAll > 0 {
		list := []string{count(c.BroughtAll, "commit:", "commits:")}
		for _, b := range c.Brought {
			list = append(list, b.Hash[:12]+" "+string(b.Subject))
		}
		if more := c.BroughtAll - len(c.Brought); more > 0 {
			list = append(list, fmt.Sprintf("and %d more", more))
		}
		parts = append(parts, strings.Join(list, "\n"))
	}
	return timeline.Foreign(strings.Join(parts, "\n\n"))
}

func releaseEvent(source string, rel Release) timeline.Event {
	text, detail, _ := strings.Cut(string(rel.Message), "\n")
	if strings.TrimSpace(text) == "" {
		text = rel.Tag
	}
	e := timeline.Event{
		Time:    timeline.At(rel.Time, time.Second),
		Kind:    timeline.Release,
		Actor:   rel.Actor,
		Subject: timeline.Foreign(rel.Tag),
		Text:    timeline.Foreign(text),
		Detail:  timeline.Foreign(strings.TrimSpace(detail)),
		Labels:  map[string]string{"released": stated(rel.Time), "commit": rel.Commit, "tagged": "commit"},
		Source:  timeline.Position{Source: source, Ref: rel.Tag},
	}
	if rel.Annotated {
		e.Labels["tagged"] = "tagger"
	}
	if rel.PreRelease {
		e.Labels["prerelease"] = "yes"
	}
	if rel.Module != "" {
		e.Labels["module"] = rel.Module
	}
	return e.Seal()
}
