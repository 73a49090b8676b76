package archive

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/candor-reports/candor/incident"
	"github.com/candor-reports/candor/internal/strict"
)

// The parts of an archive and of an incident's folder in it.
const (
	MarkerFile   = "archive.yaml" // at the top; says that the repository is an archive
	MetaFile     = "meta.json"    // in each incident's folder
	DraftsDir    = "drafts"
	InternalDir  = "internal"
	PublishedDir = "published" // published/DOCUMENT/VERSION/FILE
)

// format is what this version of candor writes; others are not read.
const format = "archive/1"

// meta is meta.json.
type meta struct {
	Format   string `json:"candor"`
	Version  string `json:"version"`            // of the candor that wrote it
	Previous string `json:"previous,omitempty"` // SHA-256 of the meta.json it takes the place of
	Entry
	Files []File `json:"files"` // all others of the folder, by name
}

func (m *meta) encode() ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(m)
	return buf.Bytes(), err
}

func decodeMeta(dir string, data []byte) (*meta, error) {
	var m meta
	name := path.Join(dir, MetaFile)
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	switch {
	case m.Format != format:
		return nil, fmt.Errorf("%s: is of format %q, and this candor reads %q\n  hint: a newer candor may have written it", name, m.Format, format)
	case m.Dir != dir:
		return nil, fmt.Errorf("%s: says that it is of %q", name, m.Dir)
	}
	return &m, incident.CheckID(m.ID)
}

// marker is archive.yaml.
type marker struct {
	Archive string `yaml:"archive"`
	Message string `yaml:"message"`
}

const firstMarker = `# This repository keeps incidents and their documents; candor archive writes it.
archive: "1"

# The message of a commit. Its first line and its text can use {action}, {id},
# {title}, {service}, {severity}, {documents} and {version}.
# message: |
#   {action} {id}: {title}
#
#   {documents}
`

func parseMarker(data []byte) (*marker, error) {
	var m marker
	doc := strict.Decode(MarkerFile, data, &m, strict.Options{Scalars: map[reflect.Type]strict.Scalar{}})
	if doc.Err() == nil && m.Archive != "1" {
		doc.Fail([]any{"archive"}, fmt.Sprintf("archive %q is not one that this candor reads", m.Archive), "write archive: \"1\", or use the candor that wrote it")
	}
	if doc.Err() == nil {
		if err := checkMessage(m.Message); err != nil {
			doc.Fail([]any{"message"}, err.Error(), "")
		}
	}
	return &m, doc.Err()
}

var yearForm = regexp.MustCompile(`^[0-9]{4}$`)

// dirOf is the folder of a new incident. An id that begins with a date has its
// year; what is told by others lies in the year in which it began.
func dirOf(id string, began time.Time) string {
	year := strconv.Itoa(began.UTC().Year())
	if head, _, ok := strings.Cut(id, "-"); ok && yearForm.MatchString(head) && (head[:2] == "19" || head[:2] == "20") {
		year = head
	}
	return path.Join(fmt.Sprintf("%04s", year), id)
}

// nameForm is what a part of a name in an incident's folder may be: a name that
// every system takes as it is, and no system takes for another. It has no dot
// before it, no tilde (git~1), no colon, and nothing that a file system may
// leave out or fold into something else.
var nameForm = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$`)

// deviceName is what Windows takes for a device, with any extension.
var deviceName = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])$`)

const (
	maxPart  = 100 // bytes of a part of a name
	maxParts = 5
)

// checkName refuses names that could lead out of an incident's folder or mean
// something else on another system.
func checkName(name string) error {
	parts := strings.Split(name, "/")
	if len(parts) > maxParts {
		return fmt.Errorf("file %q: lies too deep", name)
	}
	for _, p := range parts {
		stem, _, _ := strings.Cut(p, ".")
		if len(p) > maxPart || !nameForm.MatchString(p) || strings.Contains(p, "..") || deviceName.MatchString(stem) {
			return fmt.Errorf("file %q: cannot be kept under this name on every system\n  hint: name it with letters, digits, points and hyphens", name)
		}
	}
	return nil
}
