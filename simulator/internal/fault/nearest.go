package fault

import "strings"

// Nearest returns the name that is most like the given one.
func Nearest(name string, names []string) string {
	best, found := 1<<30, ""
	for _, known := range names {
		if d := Distance(strings.ToLower(known), strings.ToLower(name)); d < best {
			best, found = d, known
		}
	}
	return found
}

// Distance counts the edits that turn one text into the other. Overlong texts are far apart.
func Distance(a, b string) int {
	if len(b) > 256 {
		return len(b)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		previous := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := previous
			if a[i] != b[j] {
				cost++
			}
			previous = row[j+1]
			row[j+1] = min(cost, previous+1, row[j]+1)
		}
	}
	return row[len(b)]
}
