// Package browser makes PDF files and pictures of pages, by a Chromium or a
// Chrome that is installed on this machine.
//
// The browser is given one page in a folder of its own, with the resolving of
// names switched off and a proxy that is not there, so that it reaches nobody;
// the pages of candor forbid scripts and requests by a policy of their own. It
// is ended, with what it started, when its time is up, and its folder is
// removed.
package browser

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// Variable is the variable of the environment that names the browser to use.
const Variable = "CANDOR_BROWSER"

// limit is what one page may take. Chromium takes a second for most, and
// several on a machine that is busy.
const limit = 90 * time.Second

// names are looked for in the folders of PATH, in this order.
var names = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "headless-shell", "microsoft-edge", "msedge"}

// places are where systems keep a browser that is not in PATH.
func places() []string {
	switch runtime.GOOS {
	case "darwin":
		return []string{
			"/Applications/Chromium.app/Contents/MacOS/Chromium",
			"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		}
	case "windows":
		return []string{
			`C:\Program Files\Google\Chrome\Application\chrome.exe`,
			`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
		}
	}
	return nil
}

// ErrNone says that there is no browser on this machine.
var ErrNone = errors.New("no Chromium or Chrome was found")

func find() (string, error) {
	if named := os.Getenv(Variable); named != "" {
		program, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("%s names %s, which cannot be run\n  hint: name a Chromium, Chrome or Edge that is installed, or take the variable out", Variable, named)
		}
		return program, nil
	}
	for _, name := range append(names, places()...) {
		if program, err := exec.LookPath(name); err == nil {
			return program, nil
		}
	}
	return "", ErrNone
}

// PDF prints a page as its print style says, with an outline of its headings,
// and without the lines that browsers put above and below.
func PDF(page []byte) ([]byte, error) {
	made, err := run(limit, page, "page.pdf", func(file string) []string {
		return []string{"--print-to-pdf=" + file, "--no-pdf-header-footer", "--generate-pdf-document-outline"}
	})
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(made, []byte("%PDF-")) {
		return nil, errors.New("what the browser printed is no PDF")
	}
	return undated(made), nil
}

// PNG takes a picture of the upper left part of a page, twice as fine as its
// own units, which are pixels.
func PNG(page []byte, width, height int) ([]byte, error) {
	made, err := run(limit, page, "page.png", func(file string) []string {
		return []string{
			"--screenshot=" + file, "--window-size=" + strconv.Itoa(width) + "," + strconv.Itoa(height),
			"--force-device-scale-factor=2", "--hide-scrollbars",
		}
	})
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(made, []byte("\x89PNG")) {
		return nil, errors.New("what the browser drew is no PNG")
	}
	return made, nil
}

// undated takes the time of the making out of a PDF, so that the same page
// gives the same bytes: spaces of the same length keep every offset right.
func undated(pdf []byte) []byte {
	for _, key := range []string{"/CreationDate (", "/ModDate ("} {
		at := bytes.LastIndex(pdf, []byte(key))
		if at < 0 {
			continue
		}
		end := bytes.IndexByte(pdf[at:], ')')
		if end < 0 || end > 60 {
			continue
		}
		copy(pdf[at:], bytes.Repeat([]byte{' '}, end+1))
	}
	return pdf
}

// run gives the page to the browser and returns the file that it made of it.
func run(limit time.Duration, page []byte, name string, args func(file string) []string) ([]byte, error) {
	program, err := find()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "candor-browser-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	source, file := filepath.Join(dir, "page.html"), filepath.Join(dir, name)
	if err := os.WriteFile(source, page, 0o600); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, program, append(flags(dir), append(args(file), "file://"+filepath.ToSlash(source))...)...)
	cmd.Stderr = &said
	cmd.WaitDelay = 5 * time.Second
	alone(cmd)
	err = cmd.Run()
	made, readErr := os.ReadFile(file)
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("%s took more than %v and was ended", program, limit)
	case err != nil:
		return nil, fmt.Errorf("%s: %w%s", program, err, lastLine(said.String()))
	case readErr != nil || len(made) == 0:
		return nil, fmt.Errorf("%s made no file%s", program, lastLine(said.String()))
	}
	return made, nil
}

// flags keep the browser to the one page: no name is resolved, no connection
// is made, and nothing of the user's own browser is used.
func flags(dir string) []string {
	out := []string{
		"--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync",
		"--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-breakpad", "--metrics-recording-only",
		"--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
		"--lang=en-US", "--force-color-profile=srgb", "--password-store=basic", "--use-mock-keychain", "--disable-dev-shm-usage",
		"--user-data-dir=" + filepath.Join(dir, "profile"),
	}
	// Chromium's sandbox cannot be used by root.
	if os.Geteuid() == 0 {
		out = append(out, "--no-sandbox")
	}
	return out
}

// lastLine is the last thing that the browser said, for an error.
func lastLine(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	last := strings.TrimSpace(lines[len(lines)-1])
	if last == "" {
		return ""
	}
	return "; it said: " + last[:min(len(last), 200)]
}
