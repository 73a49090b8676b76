package logs

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// member is a file in an archive.
type member struct{ name, text string }

func zipped(method uint16, members ...member) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range members {
		f, _ := w.CreateHeader(&zip.FileHeader{Name: m.name, Method: method, Modified: time.Date(2024, 12, 31, 0, 0, 0, 0, time.UTC)})
		io.WriteString(f, m.text)
	}
	w.Close()
	return b.String()
}

func tarred(members ...member) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, m := range members {
		w.WriteHeader(&tar.Header{Name: m.name, Mode: 0o644, Size: int64(len(m.text)), Typeflag: tar.TypeReg})
		io.WriteString(w, m.text)
	}
	w.Close()
	return b.String()
}

// stored is a file whose parts can be read, as those on disk can.
func stored(name, text string) File {
	f := memory(name, text)
	f.Open = func() (io.ReadCloser, error) {
		return struct {
			*strings.Reader
			io.Closer
		}{strings.NewReader(text), io.NopCloser(nil)}, nil
	}
	return f
}

func TestUnpack(t *testing.T) {
	two := []member{{"a.log", twoLines}, {"old/b.log.gz", gzipped(twoLines)}}
	for name, text := range map[string]string{
		"x.zip": zipped(zip.Deflate, two...), "y.zip": zipped(zip.Store, two...), "x.tar": tarred(two...),
		"x.tar.gz": gzipped(tarred(two...)), "x.tgz": gzipped(tarred(two...)), "x.tar.zst": zstded(tarred(two...)),
	} {
		files, gaps := Unpack([]File{stored(name, text)}, Limits{})
		if len(files) != 2 || len(gaps) > 0 || files[1].Name != name+"!old/b.log.gz" {
			t.Errorf("%s: %d files, gaps %q", name, len(files), gaps)
			continue
		}
		r := Read(t.Context(), files, Options{Source: "s"})
		events, _ := collect(t, r)
		if rd := r.Reading(); rd.Tally.Read != 4 || len(rd.Gaps) > 0 || len(events) != 2 || events[0].Source.File != name+"!a.log" {
			t.Errorf("%s: %+v %+v", name, rd, events)
		}
	}
}

func TestHostileArchives(t *testing.T) {
	for name, c := range map[string]struct{ text, gap string }{
		"no.zip":      {"PK\x03\x04 nothing", "no whole zip archive"},
		"no.tar":      {strings.Repeat("x", 2000), "no tar archive"},
		"cut.tar.gz":  {gzipped(tarred(member{"a.log", made("text", 1<<20)}))[:40_000], "cut short"},
		"cut.tar":     {tarred(member{"a.log", twoLines}, member{"b.log", twoLines})[:1600], "cut short"},
		"up.tar":      {tarred(member{"../../etc/passwd", twoLines}), "leads outside"},
		"up.zip":      {zipped(zip.Store, member{"../a.log", twoLines}), "leads outside"},
		"drive.zip":   {zipped(zip.Store, member{`C:\\a.log`, twoLines}), "leads outside"},
		"nested.zip":  {zipped(zip.Store, member{"b.zip", zipped(zip.Store, member{"a.log", twoLines})}), "archive within an archive"},
		"bomb.zip":    {zipped(zip.Deflate, member{"a.log", strings.Repeat(twoLines, 200_000)}), "more than 200 times"},
		"bomb.tar.gz": {gzipped(tarred(member{"a.log", strings.Repeat(twoLines, 200_000)})), "more than 200 times"},
		"double.zip":  {zipped(zip.Store, member{"a.log", zipped(zip.Store, member{"b.log", twoLines})}), "is a zip archive"},
		"hidden.tar":  {tarred(member{"a.log", tarred(member{"b.log", twoLines})}), "is a tar archive"},
		"twice.zip":   {zipped(zip.Store, member{"a.log.gz", gzipped(gzipped(twoLines))}), "compressed twice"},
		"unknown.zip": {strings.Replace(zipped(zip.Store, member{"a.log", twoLines}), "\x14\x00\x14\x00", "\x14\x00\x14\x00", 1)[:30], "no whole zip archive"},
	} {
		files, gaps := Unpack([]File{stored(name, c.text)}, Limits{})
		r := Read(t.Context(), files, Options{Source: "s"})
		collect(t, r)
		all := strings.Join(append(gaps, r.Reading().Gaps...), "\n")
		if !strings.Contains(all, c.gap) || !strings.Contains(all, name) {
			t.Errorf("%s: gaps %q, want %q", name, all, c.gap)
		}
	}
}

func TestRotatedInTheirOrder(t *testing.T) {
	names := []string{"app.log.1", "app.log", "app.log.10.gz", "b.log-20240302", "app.log.2.gz", "b.log", "b.log-20240301.gz", "2024", "v1.2.log"}
	slices.SortFunc(names, byLog)
	if got := strings.Join(names, " "); got != "2024 app.log.10.gz app.log.2.gz app.log.1 app.log b.log-20240301.gz b.log-20240302 b.log v1.2.log" {
		t.Error(got)
	}
}

func TestUTF16WithoutMark(t *testing.T) {
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		r := Read(t.Context(), []File{memory("a.log", wide(twoLines, order, nil))}, Options{Source: "s"})
		collect(t, r)
		if rd := r.Reading(); rd.Tally.Read != 2 || rd.Tally.Refused > 0 || len(rd.Gaps) > 0 {
			t.Errorf("%v: %+v", order, rd)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(zipped(zip.Deflate, member{"a.log", twoLines}), true)
	f.Add(tarred(member{"a.log", twoLines}), false)
	f.Fuzz(func(t *testing.T, text string, zip bool) {
		name := "a.tar"
		if zip {
			name = "a.zip"
		}
		files, _ := Unpack([]File{stored(name, text)}, Limits{})
		r := Read(t.Context(), files, Options{Source: "s", Limits: Limits{Output: 1 << 20}})
		collect(t, r)
	})
}
