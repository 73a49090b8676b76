// Package history tells what a git repository knows: the changes that landed
// on the branch that ships, the releases that were tagged, and what was taken
// back, each with its own time.
//
// Four times of a change are kept apart. Authored and committed are what the
// commit says. Landed is the time it reached the branch: for a commit of the
// first-parent line its own committer time, for a commit that a merge brought
// the committer time of that merge. Released is the time of the first release
// tag that contains it.
//
// References, configuration and the commit-graph file are read by go-git.
// Objects are read by this package itself, straight from loose files and
// packs: go-git takes about six times as long for one commit, holds whole
// objects in memory whatever their size, and does not compare an object with
// its name.
//
// Nothing in a repository is ever executed, no replace reference, graft,
// mailmap or attribute is honoured, nothing is written and nothing is fetched.
// The package knows no event logs and decides nothing about causes.
package history
