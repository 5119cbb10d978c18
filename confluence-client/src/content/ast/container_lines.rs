//! Lines that close a container, put where its opening line stands: `- b` and below it `  :::` closes the container around
//! the list, though to the parser the line is part of the item.

use std::ops::Range;

use super::container_line::is_opened_by;
use super::line_shape::without_markers;
use crate::storage::text::slice;

/// The containers that are open, innermost last, as far as their lines tell.
#[derive(Default)]
pub(super) struct Containers(Vec<Opened>);

/// The line that opened a container.
struct Opened {
    kind: Kind,
    /// Quotes and blanks before it, in place of the marker of a list blanks as well.
    prefix: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Directive,
    Details,
}

impl Containers {
    /// What of the beginning of a line is too much for the container that it closes.
    pub(super) fn surplus(&mut self, line: &str) -> Option<Range<usize>> {
        let content = line.trim_start_matches([' ', '>']);
        let inner = without_box(without_markers(content).trim_end());
        let prefix = slice(line, ..line.len() - content.len());
        if let Some(kind) = opens(inner) {
            let lead = content.trim_end().len() - inner.len();
            self.0.push(Opened { kind, prefix: format!("{prefix}{}", " ".repeat(lead)) });
            return None;
        }
        let kind = closes(content.trim_end())?;
        let opened = self.0.pop_if(|opened| opened.kind == kind)?;
        // What stands deeper than the container stands in a list or a quote within it.
        let deeper = prefix.strip_prefix(&*opened.prefix).filter(|deeper| !deeper.is_empty())?;
        Some(prefix.len() - deeper.len()..prefix.len())
    }
}

/// What is left of a line behind the box of a task.
fn without_box(content: &str) -> &str {
    ["[ ] ", "[x] ", "[X] "].iter().find_map(|lead| content.strip_prefix(lead)).unwrap_or(content)
}

fn opens(content: &str) -> Option<Kind> {
    let name = content.trim_start_matches(':');
    if content.len() - name.len() >= 3 {
        return is_opened_by(name.trim_start_matches(' ')).then_some(Kind::Directive);
    }
    let rest = content.strip_prefix("<details")?;
    (rest.starts_with(['>', ' ']) && !rest.contains("</details>")).then_some(Kind::Details)
}

fn closes(content: &str) -> Option<Kind> {
    if content.len() >= 3 && content.bytes().all(|byte| byte == b':') {
        return Some(Kind::Directive);
    }
    (content == "</details>").then_some(Kind::Details)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_closes_a_container_from_within_a_list_or_a_quote_is_put_where_it_was_opened() {
        for (text, expected) in [
            (":::tip\n- a\n  :::", Some(0..2)),
            ("> :::tip\n> - a\n>   :::", Some(2..4)),
            (":::tip\n> a\n> :::", Some(0..2)),
            ("- :::tip\n  a\n  :::", None),
            ("<details>\n- a\n  </details>", Some(0..2)),
            ("  :::", None),
            (":::a\n- [ ] :::tip\n  :::", None),
            (":::: {.columns}\n- a\n  ::::", Some(0..2)),
            (":::a\n<details>\n- b\n  :::", None),
        ] {
            let (mut containers, mut surplus) = (Containers::default(), None);
            for line in text.lines() {
                surplus = containers.surplus(line);
            }
            assert_eq!(surplus, expected, "{text}");
        }
    }
}
