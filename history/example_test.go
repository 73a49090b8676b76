package history_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/candor-reports/candor/history"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
)

func ExampleRead() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	makeRepository(dir)

	reader := history.Read(context.Background(), history.Options{
		Source: "product",
		Path:   dir,
		Since:  time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC),
	})
	for e, err := range reader.Events() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(e.Time.Clock(), e.Kind, e.Subject, "–", e.Text)
	}
	fmt.Println(reader.Reading().Tally.Told, "told of", reader.Reading().Tally.Read, reader.Reading().Tally.Unit)
	// Output:
	// 2026-03-04 14:02:00 UTC commit prices.txt – Charge once (#12)
	// 2026-03-04 15:00:00 UTC release v1.1 – v1.1
	// 2 told of 3 commits and tags
}

// makeRepository commits twice and tags the second commit.
func makeRepository(dir string) {
	repo, err := git.PlainInit(dir, false)
	if err != nil {
		panic(err)
	}
	tree, err := repo.Worktree()
	if err != nil {
		panic(err)
	}
	at := time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)
	for _, message := range []string{"Charge customers", "Charge once (#12)"} {
		who := &object.Signature{Name: "Ada Ito", Email: "ada@example.org", When: at}
		if err := os.WriteFile(filepath.Join(dir, "prices.txt"), []byte(message), 0o600); err != nil {
			panic(err)
		}
		if _, err := tree.Add("prices.txt"); err != nil {
			panic(err)
		}
		if _, err := tree.Commit(message, &git.CommitOptions{Author: who, Committer: who}); err != nil {
			panic(err)
		}
		at = time.Date(2026, 3, 4, 14, 2, 0, 0, time.UTC)
	}
	head, err := repo.Head()
	if err != nil {
		panic(err)
	}
	tagger := &object.Signature{Name: "Rei Mo", Email: "rei@example.org", When: time.Date(2026, 3, 4, 15, 0, 0, 0, time.UTC)}
	if _, err := repo.CreateTag("v1.1", head.Hash(), &git.CreateTagOptions{Tagger: tagger, Message: "v1.1"}); err != nil {
		panic(err)
	}
}
