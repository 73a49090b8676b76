package source

import "strings"

// safeLetters are the letters that Kubernetes makes names of.
const safeLetters = "bcdfghjklmnpqrstvwxz2456789"

// workload is what a pod or a replica set belongs to, by the names that
// controllers give: NAME-HASH-RANDOM of a deployment, NAME-RANDOM of a daemon
// set or a job, NAME-0 of a stateful set. Other kinds are their own.
func workload(kind, name string) string {
	parts := strings.Split(name, "-")
	n := len(parts)
	made := func(s string, least, most int) bool {
		return len(s) >= least && len(s) <= most && strings.Trim(s, safeLetters) == ""
	}
	switch kind {
	case "ReplicaSet":
		if n > 1 && made(parts[n-1], 6, 10) {
			n--
		}
	case "Pod":
		switch {
		case n > 2 && made(parts[n-1], 5, 5) && made(parts[n-2], 6, 10):
			n -= 2
		case n > 1 && (made(parts[n-1], 5, 5) || strings.Trim(parts[n-1], "0123456789") == ""):
			n--
		}
	}
	return strings.Join(parts[:n], "-")
}
