package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/logs"
)

// formatFolder is where the formats of an incident's own logs lie.
const formatFolder = "formats"

// maxFormats bounds how many formats of a folder are read.
const maxFormats = 200

// formats reads the formats that people described: those in the folder beside
// the record, and the one that the source names by its file. The name is what
// the source's format is called.
func formats(s incident.Source, env *Env) (own []logs.Format, name string, err error) {
	names, err := filepath.Glob(filepath.Join(globbed(env.Dir), formatFolder, "*.yaml"))
	if err != nil {
		return nil, "", err
	}
	if len(names) > maxFormats {
		return nil, "", fmt.Errorf("the folder %s holds %d formats, more than the %d that are read", formatFolder, len(names), maxFormats)
	}
	slices.Sort(names)
	for _, file := range names {
		f, err := readFormat(file, filepath.Join(formatFolder, filepath.Base(file)))
		if err != nil {
			return nil, "", err
		}
		own = append(own, f)
	}
	if !IsFormatFile(s.Format) {
		return own, s.Format, nil
	}
	file := s.Format
	if !filepath.IsAbs(file) {
		file = filepath.Join(env.Dir, filepath.FromSlash(file))
	}
	f, err := readFormat(file, s.Format)
	if err != nil {
		return nil, "", err
	}
	own = slices.DeleteFunc(own, func(g logs.Format) bool { return g.Name == f.Name })
	return append([]logs.Format{f}, own...), f.Name, nil
}

// IsFormatFile reports whether a format is named by the file that describes it.
func IsFormatFile(format string) bool {
	ext := filepath.Ext(format)
	return ext == ".yaml" || ext == ".yml"
}

// ReadFormat reads the format that a file describes.
func ReadFormat(file string) (logs.Format, error) { return readFormat(file, file) }

// globbed is a folder's path with what a pattern would take for more than
// itself escaped.
func globbed(dir string) string {
	return strings.NewReplacer("*", `\*`, "?", `\?`, "[", `\[`).Replace(dir)
}

// readFormat reads a format; name is how messages call its file.
func readFormat(file, name string) (logs.Format, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return logs.Format{}, fmt.Errorf("format %s: does not exist", name)
	}
	if err != nil {
		return logs.Format{}, fmt.Errorf("format %s: %w", name, plain(err))
	}
	return logs.ReadFormat(name, data)
}

// mapping is what the record says of the fields of a source.
func mapping(m incident.Mapping) logs.Mapping {
	out := logs.Mapping{
		"time": m.Time, "date": m.Date, "until": m.Until, "level": m.Level, "message": m.Message, "cause": m.Cause,
		"subject": m.Subject, "host": m.Host, "actor": m.Actor, "status": m.Status,
	}
	for what, field := range out {
		if field == "" {
			delete(out, what)
		}
	}
	return out
}
