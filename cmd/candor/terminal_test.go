package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// obeyed returns the first thing in what was printed that a terminal would
// obey, or that changes how its neighbours are shown.
func obeyed(b []byte) string {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			return fmt.Sprintf("byte %#x", b[i])
		case r < ' ' && r != '\n' && r != '\t', r >= 0x7f && r < 0xa0, // C0, DEL, C1
			r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x61c, // bidirectional
			r == 0x2028, r == 0x2029, r == 0xfeff, r == 0x200b, r == 0xad, r >= 0xe0000 && r < 0xe0100: // invisible
			return fmt.Sprintf("U+%04X", r)
		}
		i += n
	}
	return ""
}

// TestTerminal runs every command, with what goes well and what does not, over
// a folder in which every text and name is hostile: nothing that a terminal
// obeys comes out, on either stream.
func TestTerminal(t *testing.T) {
	long(t)
	var all []string
	for _, set := range []string{"terminal/escapes.jsonl", "trojan/trojan-source-lines.jsonl", "trojan/unicode-own.jsonl"} {
		all = append(all, texts(t, set)...)
	}
	hostile := strings.Join(all, " ")
	if obeyed([]byte(hostile)) == "" {
		t.Fatal("the texts are not hostile")
	}
	// An argument holds no zero, and a name no slash.
	arg := strings.ReplaceAll(hostile, "\x00", "")
	name := "n\x1b]0;owned\x07\x9b31m\u202e\u2066\u009b\x7f\r\u2028"
	c := newChild(t, "NO_COLOR=", "CLICOLOR_FORCE=", "TERM=xterm")
	top := t.TempDir()
	folder := filepath.Join(top, name)
	var log strings.Builder
	for i, text := range all {
		fmt.Fprintf(&log, "2026-03-04T14:%02d:11Z ERROR %s\n", i%60, text)
	}
	title := strconv.QuoteToASCII("x" + strings.ToValidUTF8(hostile, "?")[:2000])
	put(t, folder, map[string]string{
		"incident.yaml": "id: x\ntitle: " + title + "\nmilestones: {started: 2026-03-04T14:02Z}\nservice: \"\\e]0;x\\a\"\n" +
			"sources:\n- {name: a, kind: file, path: logs}\n- {name: b, kind: file, path: \"logs/\\e]0;x\\a*\"}\n- {name: c, kind: git, path: \"repo\"}\n- {name: d, kind: git, path: \"\\e[2J\"}\n- {name: e, kind: file, path: logs, each: note}\n- {name: f, kind: file, path: '-'}\n",
		"logs/" + name + ".log": log.String(), "logs/" + name + ".bin": "\x7fELF\x00\x01\x02" + strings.Repeat("\x00\x01", 5000), "logs/" + name + ".gz": "\x1f\x8b\x08broken",
	})
	if err := os.Symlink("/etc/hostname", filepath.Join(folder, "logs", name+".link")); err != nil {
		t.Skip("links cannot be made here: ", err)
	}
	repository(t, filepath.Join(folder, "repo"), all)
	n := 0
	bad := func(text string) string {
		n++
		dir := filepath.Join(top, fmt.Sprintf("bad%d", n))
		put(t, dir, map[string]string{"incident.yaml": text})
		return dir
	}
	quoted := strconv.QuoteToASCII(strings.ToValidUTF8(arg, "?"))
	field := "id: x\ntitle: y\n"
	commands := [][]string{
		{"report", folder}, {"report", "--strict", folder}, {"collect", "-C", folder}, {"timeline", "-C", folder}, {"timeline", "--all", "-C", folder},
		{"timeline", "--json", "--all", "-C", folder}, {"timeline", "--svg", "-C", folder}, {"timeline", "--why", "EVENT", "-C", folder}, {"timeline", "--why", arg, "-C", folder},
		{"draft", "-C", folder}, {"draft", arg, "-C", folder}, {"review", "-C", folder}, {"review", "--json", "-C", folder}, {"review", arg, "-C", folder},
		{"render", "-C", folder}, {"render", "--to", arg, "-C", folder}, {"render", arg, "-C", folder}, {"render", "postmortem", "--to", "html", "-o", "-", "-C", folder}, {"render", "postmortem", "--to", "html", "-o", name + "/none/x", "-C", folder}, {"render", "-o", arg, "-C", folder},
		{"trace", "--repo", filepath.Join(folder, "repo"), "--fault", "main~5"}, {"trace", "--repo", filepath.Join(folder, "repo"), "--fault", arg}, {"trace", "--repo", arg, "--fix", "main"}, {"trace", "--repo", filepath.Join(folder, "repo"), "--fix", "main~3", "--json"},
		{"edit", "EVENT", "--text", "x", "-C", folder}, {"edit", arg, "--pin", "-C", folder},
		{"edit", "EVENT", "--milestone", arg, "-C", folder}, {"edit", "EVENT", "--time", arg, "-C", folder}, {"note", arg, "-C", folder}, {"note", "-C", folder}, {"note", "--at", arg, "x", "-C", folder},
		{"note", "--by", arg, "x", "-C", folder}, {"new", arg}, {"new", "--title", arg, "-C", top}, {"new", "--timezone", arg}, {"new", "--since", arg}, {"new", name}, {"new", "--logs", arg, "-C", top, "fine"},
		{"report", "--logs", "-", "--title", arg, "-C", top}, {arg}, {"--" + arg}, {"-" + arg}, {"report", arg}, {"report", "a", arg}, {"help", arg}, {"report", "--max", arg}, {"-C", arg, "timeline"},
		{"formats", arg}, {"completion", arg}, {"__complete", "report", arg}, {"--version"}, {"--help"},
		{"report", bad(field + name + ": x\n")}, {"report", bad(field + "\x1b]0;x\x07: x\n")}, {"report", bad(field + quoted[:900] + "\": x\n")}, {"report", bad(field + "status: " + quoted + "\n")},
		{"report", bad(field + "summary: !\u202etag x\n")}, {"report", bad(field + "service: *\u202ex\n")}, {"report", bad(field + "service: \"\u202e\n")}, {"report", bad(field + "timezone: \u202e\u200b\n")},
		{"report", bad(field + "sources: [{name: \"\\e[2J\", kind: \"\\e[31m\", path: \"\\e\"}]\n")}, {"report", bad(field + "sources: [{name: a, kind: \"\\e[31m\", path: \"\\e\"}]\n")},
		{"report", bad(field + "edits: [{event: \"\\e[31m\"}]\n")}, {"report", bad("id: \"\\e[31m\"\ntitle: x\n")}, {"report", bad(field + "milestones: {started: \"\\e[31m\"}\n")},
	}
	event := ""
	for _, args := range commands {
		for i := range args {
			if args[i] == "EVENT" {
				args[i] = event
			}
		}
		r := c.run(t, top, "\x1b]0;x\x07 "+strings.ToValidUTF8(hostile, "?")[:3000]+"\n", args...)
		if what := obeyed(r.out); what != "" {
			t.Errorf("candor %.60q: standard output holds %s", args, what)
		}
		if what := obeyed(r.err); what != "" {
			t.Errorf("candor %.60q: standard error holds %s", args, what)
		}
		if len(r.out)+len(r.err) == 0 {
			t.Errorf("candor %.60q says nothing", args)
		}
		if id := regexp.MustCompile(`  e[0-9a-f]{10}  `).Find(r.out); id != nil {
			event = strings.TrimSpace(string(id))
		}
	}
	if event == "" {
		t.Error("no timeline was shown")
	}
	// A name that people gave a draft.
	put(t, folder, map[string]string{"drafts/" + name + ".md": "# \x1b]0;x\x07 \u202e\n\nTODO\n"})
	if err := os.WriteFile(filepath.Join(folder, "events.jsonl"), []byte("{\"\x1b]0;x\x07\u202e\": \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for _, args := range [][]string{{"timeline", "-C", folder}, {"review", "-C", folder}, {"render", "-C", folder}, {"draft", "-C", folder}, {"collect", "-C", folder}} {
			r := c.run(t, top, "", args...)
			if what := obeyed(append(r.out, r.err...)); what != "" {
				t.Errorf("candor %.60q: %s", args, what)
			}
		}
	}
}

// repository makes a git repository whose messages and names are hostile.
func repository(t *testing.T, dir string, messages []string) {
	t.Helper()
	git, err := exec.LookPath("git")
	if err != nil {
		return
	}
	var in strings.Builder
	for i, m := range messages {
		who := strings.NewReplacer("<", "", ">", "", "\n", "", "\x00", "").Replace(m)
		m = strings.ReplaceAll(m, "\x00", "")
		fmt.Fprintf(&in, "commit refs/heads/main\ncommitter %.60s <x@y> %d +0000\ndata %d\n%s\nM 644 inline a\ndata %d\n%d\n", who, 1772632800+i*60, len(m), m, len(fmt.Sprint(i)), i)
	}
	for _, args := range [][]string{{"init", "-q", "-b", "main", dir}, {"-C", dir, "fast-import", "--quiet"}} {
		cmd := exec.Command(git, args...)
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1")
		cmd.Stdin = strings.NewReader(in.String())
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
}
