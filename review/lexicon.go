package review

// inLanguage makes a rule's run of phrases that each language has its own of.
func inLanguage(lists map[string][]phrase) func(*Pass) {
	return func(p *Pass) { phrases(lists[p.Document.Language]...)(p) }
}
