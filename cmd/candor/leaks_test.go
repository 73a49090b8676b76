package main

import (
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// planted are leaks of every kind, each with where it is planted.
func planted() map[string][]string {
	return map[string][]string{
		"secret": {
			"AKIA" + "ABCDEFGH234567XY", "ghp_" + strings.Repeat("a1B2c3", 6), "Tiger!" + "9317x", "jane.roe" + "@customer.example", "4111 1111" + " 1111 1111",
			"Winter" + "1962w",
		},
		"inside": {
			"10.20.30.40", "fd12:3456:789a::1", "db-prod-1.acme.internal", "app-server-123", "payments-api-7f9c6d8b5-x2x4z", "OPS-4711",
			"https://acme.atlassian.net/browse/INC-9", "http://localhost:8080/debug", "Initech", "Jane Roe", "@jroe", "#ops-private", "i-0a1b2c3d4e5f60718",
		},
	}
}

// said is a sentence that holds all of them.
func said() string {
	p := planted()
	s, in := p["secret"], p["inside"]
	return fmt.Sprintf("key %s token %s password=%s mail %s pan %s dial mysql://root:%s@db.example/x; host %s", s[0], s[1], s[2], s[3], s[4], s[5], strings.Join(in, " and "))
}

// TestNoLeak plants leaks of every kind in everything that a report is made
// of, and looks for them in every file that was written: secrets and personal
// data nowhere, what only the house may know in nothing for the public.
func TestNoLeak(t *testing.T) {
	long(t)
	dir := filepath.Join(t.TempDir(), "x")
	all := said()
	public := "drafts/apology-letter.md"
	put(t, dir, map[string]string{
		"incident.yaml": "id: x\ntitle: 'It failed: " + all + "'\nservice: Search\ntimezone: UTC\n" +
			"milestones: {started: '2026-03-04T14:00Z', resolved: '2026-03-04T15:00Z'}\nsummary: '" + all + "'\nimpact: {who: 'those who use " + all + "', could_not: search}\n" +
			"cause: {plain: '" + all + "', trigger: '" + all + "'}\nour_part: ['" + all + "']\nresolution: '" + all + "'\n" +
			"actions: [{id: A1, text: '" + all + "', told: 'see to " + all + "', owner: search lead}]\nnotes: [{at: '2026-03-04T14:10Z', text: '" + all + "', by: search lead}]\n" +
			"names: [{internal: Initech, public: a customer}]\ndocuments: [apology-letter, public, postmortem]\n" +
			"sources:\n- {name: git, kind: git, path: repo, public: true}\n- {name: log, kind: file, path: app.log, each: message, public: true}\n- {name: chat, kind: file, path: chat.jsonl, each: message, map: {actor: author, message: text}, public: true}\n",
		"app.log":    "2026-03-04T14:02:00Z ERROR " + all + "\n",
		"chat.jsonl": fmt.Sprintf("{\"time\":\"2026-03-04T14:03:00Z\",\"author\":\"Jane Roe\",\"text\":%q}\n{\"time\":\"2026-03-04T14:04:00Z\",\"author\":\"jroe\",\"text\":\"Jane Roe restarted app-server-123\"}\n", all),
	})
	if _, err := exec.LookPath("git"); err == nil {
		repository(t, filepath.Join(dir, "repo"), []string{all})
	}
	c := newChild(t)
	for range 2 {
		r := c.run(t, dir, "", "report", ".")
		// A person writes them into a letter once it is drafted.
		letter, err := os.ReadFile(filepath.Join(dir, public))
		if err != nil {
			t.Fatalf("%v\n%s", err, r.err)
		}
		lookFor(t, dir, public)
		put(t, dir, map[string]string{public: string(letter) + "\nWe mend **" + strings.ReplaceAll(all, ".", "\\.") + "**\n"})
	}
	c.run(t, dir, "", "render")
	for _, form := range sentForms {
		c.run(t, dir, "", "render", "--to", form)
	}
	lookFor(t, dir, public)
	if found := string(c.run(t, dir, "", "review", "apology-letter").out); !strings.Contains(found, "(leak)") || !strings.Contains(found, "a customer") {
		t.Errorf("review tells nothing of them, or not what to write:\n%.2000s", found)
	}
}

// lookFor looks into every file but those that hold what people wrote.
func lookFor(t *testing.T, dir, edited string) {
	t.Helper()
	files, read := contents(t, dir), 0
	for name, text := range files {
		if strings.HasPrefix(name, "repo/") || name == "incident.yaml" || name == "app.log" || name == "chat.jsonl" || name == edited {
			continue
		}
		read++
		// Mail breaks its lines anywhere, and JSON writes marks as numbers.
		seen := html.UnescapeString(strings.NewReplacer("=\r\n", "", `\u003c`, "<", `\u003e`, ">", `\u0026`, "&", "\\", "").Replace(text))
		for kind, leaks := range planted() {
			forPublic := strings.Contains(name, "apology-letter") || strings.Contains(name, "public")
			if kind == "inside" && !forPublic {
				continue
			}
			for _, leak := range leaks {
				if strings.Contains(text, leak) || strings.Contains(seen, leak) {
					t.Errorf("%s holds %q", name, leak)
				}
			}
		}
	}
	if read < 8 {
		t.Errorf("only %d files were read of %d", read, len(files))
	}
}
