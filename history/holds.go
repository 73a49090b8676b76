package history

import "errors"

// Holds reports whether the repository has a commit whose hash begins with some
// digits, of which there are seven or more. A commit that cannot be read is
// there.
func (r *Repository) Holds(digits string) bool {
	_, err := r.expand(digits)
	return !errors.Is(err, errMissing)
}
