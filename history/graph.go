package history

import (
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	commitgraph "github.com/go-git/go-git/v5/plumbing/format/commitgraph/v2"
)

// graph is the commit-graph file of a repository, which tells parents and
// dates without inflating commits. It is a cache that anybody may have
// written: whatever is told in an event is compared with the commit itself.
type graph struct {
	index     commitgraph.Index
	corrected bool // it holds corrected commit dates (generation numbers, version 2)
	files     []*os.File
}

// openGraph opens the commit-graph of the first object directory that has one,
// or returns nil.
func openGraph(dirs []string) *graph {
	for _, dir := range dirs {
		if g := openGraphIn(filepath.Join(dir, "info")); g != nil {
			return g
		}
	}
	return nil
}

// maxGraphInMemory is the size up to which a graph file is held in memory;
// a larger one is read piece by piece.
const maxGraphInMemory = 96 << 20

func openGraphIn(info string) *graph {
	g := &graph{}
	names := []string{filepath.Join(info, "commit-graph")}
	if _, err := os.Stat(names[0]); err != nil {
		chain, err := readSmall(filepath.Join(info, "commit-graphs", "commit-graph-chain"), 1<<20)
		if err != nil {
			return nil
		}
		names = nil
		for line := range strings.FieldsSeq(string(chain)) {
			if _, ok := parseName([]byte(line)); !ok {
				return nil
			}
			names = append(names, filepath.Join(info, "commit-graphs", "graph-"+line+".graph"))
		}
	}
	for _, name := range names {
		if !g.layer(name) {
			g.close()
			return nil
		}
	}
	if g.index == nil {
		return nil
	}
	g.corrected = g.index.HasGenerationV2()
	return g
}

func (g *graph) layer(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	g.files = append(g.files, f)
	fi, err := f.Stat()
	if err != nil || !fi.Mode().IsRegular() {
		return false
	}
	var r commitgraph.ReaderAtCloser = f
	if fi.Size() <= maxGraphInMemory {
		b, err := io.ReadAll(io.LimitReader(f, maxGraphInMemory))
		if err != nil {
			return false
		}
		r = memory{strings.NewReader(string(b))}
	}
	index, err := commitgraph.OpenFileIndexWithParent(r, g.index)
	if err != nil {
		return false
	}
	g.index = index
	return true
}

type memory struct{ io.ReaderAt }

func (memory) Close() error { return nil }

func (g *graph) close() {
	if g == nil {
		return
	}
	for _, f := range g.files {
		f.Close()
	}
}

// newest is the generation of a commit that the graph does not hold: such a
// commit is newer than all that it holds.
const newest = math.MaxUint64

// node gives what the graph says of a commit, if it holds it.
func (g *graph) node(h oid) (node, bool) {
	if g == nil {
		return node{}, false
	}
	i, err := g.index.GetIndexByHash(h)
	if err != nil {
		return node{}, false
	}
	data, err := g.index.GetCommitDataByIndex(i)
	if err != nil {
		return node{}, false
	}
	n := node{parents: data.ParentHashes, seconds: data.When.Unix(), generation: data.Generation, fromGraph: true}
	if g.corrected {
		n.generation = data.GenerationV2
	}
	return n, true
}

// agrees reports whether a node says what the commit says. The graph holds 34
// bits of a date.
func (n node) agrees(c rawCommit) bool {
	return !n.fromGraph || slices.Equal(n.parents, c.parents) && (n.seconds == c.committer.when.seconds || c.committer.when.odd != "")
}
