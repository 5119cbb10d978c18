//! Front matter: what tools that publish Markdown keep above the text.

/// What stands above the text between two lines `---`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    pub(crate) title: Option<String>,
    pub(crate) labels: Vec<String>,
    /// Keys that mean nothing here.
    pub(crate) others: Vec<String>,
}

/// Reads front matter at the start of a text; returns it with its length, or `None` where a line `---` is a rule.
pub(super) fn read(text: &str) -> Option<(FrontMatter, usize)> {
    if let Some(body) = text.strip_prefix("+++\n") {
        return read_toml(body);
    }
    let body = text.strip_prefix("---\n")?;
    // Nothing between the two lines, as a tool leaves it that had no key to write.
    let is_line_end = |rest: &&str| rest.is_empty() || rest.starts_with('\n');
    if let Some(rest) = body.strip_prefix("---").filter(is_line_end) {
        return Some((FrontMatter::default(), text.len() - rest.trim_start_matches('\n').len()));
    }
    let end = ["\n---\n", "\n---", "\n...\n", "\n..."]
        .iter()
        .filter_map(|end| {
            let at = body.find(end)?;
            let closes = end.ends_with('\n') || at + end.len() == body.len();
            closes.then_some((at, at + end.len()))
        })
        .min()?;
    let lines: Vec<&str> = body.get(..end.0)?.lines().collect();
    // A rule is followed by a blank line or by text; front matter begins with a key.
    if !lines.first().is_some_and(|line| key(line).is_some() || line.starts_with('#')) {
        return None;
    }
    let known = |line: &&str| {
        line.trim().is_empty() || line.starts_with([' ', '\t', '#', '-', ']', '}']) || key(line).is_some()
    };
    if !lines.iter().all(known) {
        return None;
    }
    Some((of(&lines), "---\n".len() + end.1))
}

/// The same as TOML, between two lines `+++`.
fn read_toml(body: &str) -> Option<(FrontMatter, usize)> {
    let mut lines = Vec::new();
    let mut length = "+++\n".len();
    for line in body.split_inclusive('\n') {
        length += line.len();
        if line.trim_end() == "+++" {
            let is_table =
                |line: &&String| line.contains(": ") || line.trim().is_empty() || line.starts_with('[');
            let is_toml = !lines.is_empty() && lines.iter().all(|line| is_table(&line));
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            return is_toml.then(|| (of(&lines), length));
        }
        lines.push(line.trim_end().replacen(" = ", ": ", 1));
    }
    None
}

fn of(lines: &[&str]) -> FrontMatter {
    let mut found = FrontMatter::default();
    let mut labels = false;
    for line in lines {
        let Some((name, value)) = key(line) else {
            if let Some(item) = line.trim().strip_prefix("- ").filter(|_| labels) {
                found.labels.push(unquoted(item));
            }
            continue;
        };
        let lower = name.to_ascii_lowercase();
        labels = matches!(&*lower, "labels" | "tags");
        match &*lower {
            "title" => found.title = Some(unquoted(value)).filter(|title| !title.is_empty()),
            "labels" | "tags" => {
                let inside = value.trim().trim_start_matches('[').trim_end_matches(']');
                found.labels.extend(inside.split(',').map(unquoted).filter(|label| !label.is_empty()));
            }
            _ => found.others.push(name.to_owned()),
        }
    }
    found
}

/// `name: value` at the start of a line.
fn key(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let word = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    (word && (value.is_empty() || value.starts_with(' '))).then_some((name, value.trim()))
}

fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inner = ['"', '\''].iter().find_map(|&quote| value.strip_prefix(quote)?.strip_suffix(quote));
    inner.unwrap_or(value).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_rules_are_left_alone() {
        let text = "---\ntitle: \"My page\"\ntags: [a, b]\nauthor:\n  name: x\n---\n\n# Head\n";
        let (found, length) = read(text).unwrap();
        assert_eq!(found.title.as_deref(), Some("My page"));
        assert_eq!((found.labels, found.others), (vec!["a".into(), "b".into()], vec!["author".to_owned()]));
        assert_eq!(text.get(length..), Some("\n# Head\n"));
        assert_eq!(read("---\nlabels:\n- x\n- y\n---").unwrap().0.labels, ["x", "y"]);
        assert_eq!(read("---\nTitle: X\nTAGS: [a]\n---\n").unwrap().0.title.as_deref(), Some("X"));
        let text = "+++\ntitle = \"T\"\ntags = [\"a\"]\n[extra]\ndraft = true\n+++\nx";
        let (found, length) = read(text).unwrap();
        assert_eq!((found.title.as_deref(), found.labels), (Some("T"), vec!["a".to_owned()]));
        assert_eq!(text.get(length..), Some("x"));
        assert_eq!(found.others, ["draft"]);
        assert_eq!(read("---\n---\n\n# Head\n"), Some((FrontMatter::default(), 9)));
        for rule in [
            "+++\ntext\n+++\n",
            "+++\n",
            "---\n\ntext: x\n\n---\n",
            "---\nText of a page.\n\n---\n",
            "---\ntitle: x\n",
            "--- \n",
        ] {
            assert_eq!(read(rule), None, "{rule}");
        }
    }
}
