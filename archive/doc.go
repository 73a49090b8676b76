// Package archive keeps published incidents in a git repository: the reports
// repository. It needs no server and no database; whatever reads git can read
// the archive.
//
// Each incident has a folder, YEAR/ID, which holds its record, its evidence, its
// drafts, its documents as they were published, version by version, and
// meta.json: what each of these files is, with its SHA-256, and the facts that
// the index is made of. The facts are of two types: Public holds what customers
// were told, House what only the house may know, so that a program that prints
// the one cannot print the other by mistake.
//
// A publication is one commit. What Add has acknowledged is on the disk: objects
// are flushed before the branch names them, the branch is compared and swapped
// under a lock that git honours, and what was written is read back. Ending the
// program at any moment leaves the repository whole. Nothing is ever taken out:
// a corrected document is a version beside the one it corrects.
//
// Commits of people and of other programs stay possible in the same repository,
// and files that are not the archive's are never touched. The git command is
// used for what is the user's own: who they are, their signature and their
// credentials for a push. The package renders nothing and judges no document.
package archive
