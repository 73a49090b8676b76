package flow

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestExport(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "x.html")
	for _, text := range []string{"first", "second"} {
		if err := Export(file, []byte(text)); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(file)
		if b, _ := os.ReadFile(file); err != nil || string(b) != text || info.Mode().Perm() != fileMode {
			t.Errorf("%v: %q", info.Mode(), b)
		}
	}
	link := filepath.Join(dir, "link")
	symlink(t, "x.html", link)
	if err := Export(link, []byte("third")); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(file); string(b) != "third" {
		t.Errorf("the file that the link leads to holds %q", b)
	}
	if err := Export(filepath.Join(dir, "none/x"), nil); err == nil {
		t.Error("a file was written where there is no folder")
	}
	if err := Export(dir, nil); err == nil {
		t.Error("a folder was replaced")
	}
	if got := files(t, dir); len(got) != 2 {
		t.Errorf("the folder holds %q", got)
	}
}

// TestExportKeepsDevices holds that what is no file stays what it is.
func TestExportKeepsDevices(t *testing.T) {
	before, err := os.Stat(os.DevNull)
	if err != nil || before.Mode().IsRegular() {
		t.Skip("there is no such device here")
	}
	if err := pour(os.DevNull, []byte("x")); err != nil {
		t.Error(err)
	}
	link := filepath.Join(t.TempDir(), "null")
	symlink(t, os.DevNull, link)
	if err := Export(link, []byte("x")); err != nil {
		t.Error(err)
	}
	after, err := os.Stat(os.DevNull)
	if err != nil || after.Mode()&fs.ModeDevice == 0 {
		t.Errorf("the device is now %v, %v", after, err)
	}
}
