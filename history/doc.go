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
// packs. go-git holds a whole object in memory whatever size it has or claims,
// does not compare it with its name, reads a pack's whole index before the
// first object (a seventh of a second and 60 MiB for 370,000 objects, which is
// longer than git log takes for two weeks), and opens alternates anew for each
// object.
//
// A repository of a format that is not read here, such as SHA-256, is read
// through the git command, by for-each-ref and cat-file; of its names the first
// 40 digits are used. Nothing else is ever run.
//
// Nothing in a repository is ever executed, no replace reference, graft or
// attribute is honoured, nothing is written into it and nothing is fetched.
// UseCache lets what was read of commits be kept in a folder elsewhere. Of a
// repository's .mailmap the names are taken, as gitmailmap(5) says.
// The package knows no event logs and decides nothing about causes.
package history
