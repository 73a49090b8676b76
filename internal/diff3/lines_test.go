package diff3

import (
	"slices"
	"testing"
)

func TestLines(t *testing.T) {
	got := Lines([]byte("a\nb\nc\n"), []byte("a\nB\nc\nd\n"))
	if want := []string{"- b", "+ B", "+ d"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Lines([]byte("a\n"), []byte("a\n")); len(got) != 0 {
		t.Errorf("equal texts give %q", got)
	}
}
