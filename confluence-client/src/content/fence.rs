//! The info string of a fence: language, title, and what other tools write there.

/// What stands behind the backticks of a fence.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Info {
    pub(crate) language: String,
    pub(crate) title: Option<String>,
    /// Whether lines are to be numbered, if that is said.
    pub(crate) numbered: Option<bool>,
    /// Words that mean nothing here.
    pub(crate) others: Vec<String>,
}

impl Info {
    /// Reads `rust`, `rust title="a.rs"`, `rust,ignore`, `python {linenums="1"}`, `{.python .numberLines}` and the like.
    pub(crate) fn parse(info: &str) -> Self {
        let mut found = Self::default();
        let info = info.trim();
        let end = info.find([' ', '{', ',', '\t']).unwrap_or(info.len());
        let (language, rest) = info.split_at_checked(end).unwrap_or((info, ""));
        // A language may hold `=`, a setting may not stand for one.
        let is_setting = language.contains('=') && !language.starts_with('=');
        let rest = if is_setting { info } else { rest };
        if !is_setting {
            found.language = language.trim_start_matches('.').to_owned();
        }
        for (name, value) in words(rest) {
            found.word(&name, value);
        }
        found
    }

    fn word(&mut self, name: &str, value: Option<String>) {
        let lower = name.trim_start_matches('.').to_ascii_lowercase();
        match (&*lower, value) {
            _ if name.starts_with("#b") => {}
            ("title" | "filename" | "file", Some(value)) => self.title = Some(value),
            (
                "linenums" | "linenumbers" | "line-numbers" | "numberlines" | "showlinenumbers" | "lineno"
                | "linenos",
                value,
            ) => {
                self.numbered = Some(value.is_none_or(|value| value != "false"));
            }
            (_, None) if self.language.is_empty() && name.starts_with('.') => {
                lower.clone_into(&mut self.language)
            }
            (_, None) if !name.starts_with('=') => self.others.push(name.to_owned()),
            (_, value) => self.others.push(match value {
                Some(value) => format!("{name}={value}"),
                None => name.to_owned(),
            }),
        }
    }
}

/// Words and `name="values with blanks"`, braces and commas between them.
fn words(text: &str) -> Vec<(String, Option<String>)> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || matches!(sign, '{' | '}' | ','));
        let end = rest.find(|sign: char| sign.is_whitespace() || matches!(sign, '=' | '}' | ','));
        let Some((name, tail)) =
            rest.split_at_checked(end.unwrap_or(rest.len())).filter(|(name, _)| !name.is_empty())
        else {
            let Some(more) = rest.strip_prefix('=') else { return words };
            rest = more;
            continue;
        };
        let Some(value) = tail.strip_prefix('=') else {
            words.push((name.to_owned(), None));
            rest = tail;
            continue;
        };
        let (value, after) = quoted(value);
        words.push((name.to_owned(), Some(value)));
        rest = after;
    }
}

/// A value, in quotes or up to the next blank; a quote within quotes stands behind a backslash.
fn quoted(text: &str) -> (String, &str) {
    let Some(quote) = text.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else {
        let end =
            text.find(|sign: char| sign.is_whitespace() || matches!(sign, '}' | ',')).unwrap_or(text.len());
        let (value, rest) = text.split_at_checked(end).unwrap_or((text, ""));
        return (value.to_owned(), rest);
    };
    let inside = text.get(1..).unwrap_or("");
    let mut value = String::new();
    for (at, sign) in inside.char_indices() {
        if sign == quote && closes(inside, at, quote) {
            return (value, inside.get(at + 1..).unwrap_or(""));
        }
        value.push(sign);
    }
    (value, "")
}

/// Whether a quote ends the value: one in the middle of a title is followed by more of it, and by another quote.
fn closes(text: &str, at: usize, quote: char) -> bool {
    let after = text.get(at + 1..).unwrap_or("");
    after.is_empty()
        || after.starts_with(|sign: char| sign.is_whitespace() || matches!(sign, '}' | ','))
            && (!after.contains(quote) || after.contains('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(info: &str) -> (String, Option<String>, Option<bool>, String) {
        let Info { language, title, numbered, others } = Info::parse(info);
        (language, title, numbered, others.join(" "))
    }

    #[test]
    fn what_other_tools_write_is_understood_or_told() {
        let of = |language: &str, title: Option<&str>, numbered, others: &str| {
            (language.to_owned(), title.map(str::to_owned), numbered, others.to_owned())
        };
        assert_eq!(read("rust title=\"a b.rs\""), of("rust", Some("a b.rs"), None, ""));
        assert_eq!(read("rust,ignore"), of("rust", None, None, "ignore"));
        assert_eq!(read("py {linenums=\"1\" hl_lines=\"2 3\"}"), of("py", None, Some(true), "hl_lines=2 3"));
        assert_eq!(read("{.python .numberLines}"), of("python", None, Some(true), ""));
        assert_eq!(read("js showLineNumbers"), of("js", None, Some(true), ""));
        assert_eq!(read("c++"), of("c++", None, None, ""));
        assert_eq!(read("rust title=\"T \"x\"\""), of("rust", Some("T \"x\""), None, ""));
        assert_eq!(read("text title=\"x\" {#b4}"), of("text", Some("x"), None, ""));
        assert_eq!(read(""), of("", None, None, ""));
    }
}
