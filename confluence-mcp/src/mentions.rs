//! Mentions by name: `[@Ada Lovelace](user:)` in text that is written becomes a mention of the one person of this name,
//! and `[@me](user:me)` one of the account that writes, so that nobody has to look up an id first.

use confluence_client::wiki::Person;

use crate::advice::Failure;
use crate::call::Call;
use crate::person::{Called, called};

/// What stands between the name and the end of a mention that has no id yet.
const OPEN_ENDS: [&str; 2] = ["](user:)", "](user:me)"];

/// Puts ids into the mentions that have none.
///
/// # Errors
/// Nobody has the name, or several people have it, who are listed.
pub(crate) async fn resolve(call: &Call<'_>, markdown: String) -> Result<String, Failure> {
    if !OPEN_ENDS.iter().any(|end| markdown.contains(end)) {
        return Ok(markdown);
    }
    let mut resolved = String::with_capacity(markdown.len());
    let mut rest = markdown.as_str();
    while let Some((before, name, end, behind)) = next(rest) {
        resolved.push_str(before);
        if in_code(&resolved) {
            resolved.push_str(&format!("[@{name}{end}"));
        } else {
            let person = match end {
                "](user:me)" => call.wiki.current_user().await?,
                _ => found(call, name).await?,
            };
            let shown = person.name.as_deref().unwrap_or(name);
            resolved.push_str(&format!("[@{}](user:{})", shown.replace(['[', ']'], " "), person.id));
        }
        rest = behind;
    }
    resolved.push_str(rest);
    Ok(resolved)
}

/// The next mention without an id: what stands before it, the name, how it ends, and what stands behind.
fn next(text: &str) -> Option<(&str, &str, &'static str, &str)> {
    let ends = OPEN_ENDS.iter().filter_map(|end| text.find(end).map(|at| (at, *end)));
    let (at, end) = ends.min()?;
    let start = text.get(..at)?.rfind("[@")?;
    let (before, name) = (text.get(..start)?, text.get(start + 2..at)?);
    Some((before, name, end, text.get(at + end.len()..)?))
}

/// Whether text that ends here is inside of a fence or of code within a line.
fn in_code(before: &str) -> bool {
    let fences = before.lines().filter(|line| line.trim_start().starts_with("```")).count();
    let line = before.rsplit('\n').next().unwrap_or_default();
    fences % 2 == 1 || line.matches('`').count() % 2 == 1
}

async fn found(call: &Call<'_>, name: &str) -> Result<Person, Failure> {
    match called(&call.wiki, name).await? {
        Called::One(person) => Ok(person),
        Called::Nobody => Err(Failure::new(
            format!("nobody is called {name:?}, so that [@{name}](user:) mentions nobody"),
            "Write the name as Confluence shows it, or leave the mention out.",
        )),
        Called::Several(candidates) => {
            let row = |person: &Person| {
                format!("[@{}](user:{})", person.name.as_deref().unwrap_or_default(), person.id)
            };
            let rows: Vec<String> = candidates.iter().map(row).collect();
            Err(Failure::new(
                format!("several people may be meant by {name:?}: {}", rows.join(", ")),
                "Write the one that is meant in this form.",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_without_an_id_are_found_one_after_the_other() {
        let text = "a [@Ada L](user:) b [@Grace](user:1) c [@me](user:me) d";
        let (before, name, end, behind) = next(text).unwrap();
        assert_eq!((before, name, end), ("a ", "Ada L", "](user:)"));
        let (before, name, end, behind) = next(behind).unwrap();
        assert_eq!((before, name, end, behind), (" b [@Grace](user:1) c ", "me", "](user:me)", " d"));
        assert!(next("](user:) alone").is_none());
    }

    #[test]
    fn code_is_left_alone() {
        assert!(in_code("```\ntext ") && in_code("a `b ") && !in_code("```\nx\n```\n") && !in_code("a `b` "));
    }
}
