//! The info string of a fence: language, title, settings, and what other tools write there.

use std::collections::BTreeMap;

use super::languages::{self, WITH_BLANKS, theme};
use crate::site::Deployment;

/// What stands behind the backticks of a fence.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Info {
    pub(crate) language: String,
    pub(crate) title: Option<String>,
    /// Parameters of the code macro besides those: `linenumbers`, `firstline`, `collapse`, `theme`.
    pub(crate) settings: BTreeMap<&'static str, String>,
    /// Words that mean nothing here.
    pub(crate) others: Vec<String>,
}

/// The parameters of the code macro that a fence can set and that are not shown behind it.
pub(crate) const SETTINGS: [&str; 4] = ["collapse", "firstline", "linenumbers", "theme"];

impl Info {
    /// Reads `rust`, `rust title="a.rs"`, `rust,ignore`, `python {linenums="1"}`, `{.python .numberLines}`,
    /// `java collapse=true firstline=10`, `js:app.js`, `js [app.js]`, `js:line-numbers=5`, `python=5` and the like.
    pub(crate) fn parse(info: &str) -> Self {
        let mut found = Self::default();
        let info = info.trim();
        let lower = info.to_ascii_lowercase();
        let named = WITH_BLANKS.into_iter().find(|name| {
            lower.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '{', ',']))
        });
        let end = match named {
            Some(name) => name.len(),
            None => info.find([' ', '{', ',', '\t']).unwrap_or(info.len()),
        };
        let (language, rest) = info.split_at_checked(end).unwrap_or((info, ""));
        let (language, counted) =
            counted(language).map_or((language, None), |(name, from)| (name, Some(from)));
        // A language may hold `=`, a setting may not stand for one.
        let is_setting = language.contains('=') && !language.starts_with('=');
        let rest = if is_setting { info } else { rest };
        if !is_setting {
            found.named(language.trim_start_matches('.'));
        }
        if let Some(from) = counted {
            found.numbered(Some(from.to_owned()));
        }
        // `{python}` and `{code-block} python`, as notebooks and other tools write them.
        let braced = rest.starts_with('{') && found.language.is_empty();
        for (name, value) in words(rest) {
            found.word(&name, value, braced);
        }
        found
    }

    /// A language, or a language and a file, as in `js:app.js` and `12:15:src/app.ts`.
    fn named(&mut self, name: &str) {
        let name =
            ["language-", "lang-", "code:"].iter().find_map(|lead| name.strip_prefix(lead)).unwrap_or(name);
        let is_file = |name: &str| name.contains('.') && !name.ends_with('.');
        let lines = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let mut parts = name.splitn(3, ':');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(first), Some(last), Some(file)) if lines(first) && lines(last) && is_file(file) => {
                self.title = Some(file.to_owned());
                self.settings.insert("firstline", first.to_owned());
                self.settings.insert("linenumbers", "true".to_owned());
            }
            (Some(language), Some(file), None) if is_file(file) && !language.is_empty() => {
                language.clone_into(&mut self.language);
                self.title = Some(file.to_owned());
            }
            // No language has a path in its name.
            (Some(path), None, None) if is_file(path) && path.contains('/') => {
                self.title = Some(path.to_owned());
            }
            _ => name.clone_into(&mut self.language),
        }
    }

    fn word(&mut self, name: &str, value: Option<String>, braced: bool) {
        let lower = name.trim_start_matches('.').to_ascii_lowercase();
        let is_number = |value: &String| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
        match (&*lower, value) {
            _ if name.starts_with("#b") => {}
            ("title" | "filename" | "file", Some(value)) => self.title = Some(value),
            ("lang" | "language", Some(value)) if self.language.is_empty() => self.language = value,
            (word, value) if LINE_NUMBERS.contains(&word) => self.numbered(value),
            ("firstline" | "startline" | "startfrom" | "start" | "first-line", Some(value))
                if is_number(&value) =>
            {
                self.settings.insert("firstline", value);
            }
            ("collapse", None) => {
                self.settings.insert("collapse", "true".to_owned());
            }
            ("collapse", Some(value)) if matches!(&*value, "true" | "false") => {
                self.settings.insert("collapse", value);
            }
            ("theme", Some(value)) if theme(&value).is_some() => {
                self.settings.insert("theme", theme(&value).unwrap_or_default().to_owned());
            }
            (word, None) if braced && self.language.is_empty() && is_code(word) => {}
            (_, None) if self.language.is_empty() && (name.starts_with('.') || braced) => {
                lower.clone_into(&mut self.language);
            }
            (_, None) if !name.starts_with('=') => self.others.push(name.to_owned()),
            (_, value) => self.others.push(match value {
                Some(value) => format!("{name}={value}"),
                None => name.to_owned(),
            }),
        }
    }

    /// `linenums`, `linenums=true`, and `linenums="5"` for lines that are counted from five.
    fn numbered(&mut self, value: Option<String>) {
        let on = value.as_deref().is_none_or(|value| value != "false");
        self.settings.insert("linenumbers", on.to_string());
        if let Some(first) = value.and_then(|value| value.parse::<u32>().ok()).filter(|&first| first > 1) {
            self.settings.insert("firstline", first.to_string());
        }
    }
}

/// A language that says behind itself that lines are counted, `js:line-numbers=5`, `python=`, and from where.
fn counted(language: &str) -> Option<(&str, &str)> {
    let from = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((name, setting)) = language.split_once(':') {
        return match setting.split_once('=').unwrap_or((setting, "")) {
            ("line-numbers", first) if from(first) => Some((name, first)),
            ("no-line-numbers", "") => Some((name, "false")),
            _ => None,
        };
    }
    let (name, first) = language.split_once('=')?;
    let is_language = || languages::stored(name, Some(Deployment::DataCenter)).is_some();
    let is_setting =
        matches!(&*name.to_ascii_lowercase(), "" | "title" | "file" | "filename" | "lang" | "language");
    match first {
        "" | "+" if !is_setting => Some((name, "")),
        _ if from(first) && is_language() => Some((name, first)),
        _ => None,
    }
}

/// Words and `name="values with blanks"`, braces and commas between them; `[app.js]` is a title.
fn words(text: &str) -> Vec<(String, Option<String>)> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || matches!(sign, '{' | '}' | ','));
        if let Some((title, tail)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            words.push(("title".to_owned(), Some(title.to_owned())));
            rest = tail;
            continue;
        }
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
        let (value, after) = match name {
            "title" | "filename" | "file" => titled(value),
            _ => quoted(value),
        };
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

/// Words that switch line numbers on.
const LINE_NUMBERS: [&str; 8] = [
    "linenums",
    "linenumbers",
    "line-numbers",
    "numberlines",
    "showlinenumbers",
    "lineno",
    "linenos",
    "line_numbers",
];

/// Whether a word alone sets something, here or where code is documentation that is tested.
fn is_setting(word: &str) -> bool {
    let word = word.trim_start_matches('.').to_ascii_lowercase();
    LINE_NUMBERS.contains(&&*word) || matches!(&*word, "collapse" | "ignore" | "no_run" | "should_panic")
}

/// A title, in which a comma with no blank behind it is one of its signs.
fn titled(text: &str) -> (String, &str) {
    let (mut value, mut rest) = quoted(text);
    while !text.starts_with(['"', '\'']) && !value.is_empty() {
        let Some(more) = rest.strip_prefix(',') else { break };
        let (next, after) = quoted(more);
        if next.is_empty() || next.contains('=') || more.starts_with(['"', '\'']) || is_setting(&next) {
            break;
        }
        value = format!("{value},{next}");
        rest = after;
    }
    (value, rest)
}

/// Whether a quote ends the value: one in the middle of a title is followed by more of it, and by another quote.
fn closes(text: &str, at: usize, quote: char) -> bool {
    let after = text.get(at + 1..).unwrap_or("");
    after.is_empty()
        || after.starts_with(|sign: char| sign.is_whitespace() || matches!(sign, '}' | ','))
            && (!after.contains(quote) || after.contains('='))
}

/// Whether a word in braces says no more than that it is code: `{code-block} python`.
pub(crate) fn is_code(word: &str) -> bool {
    matches!(word, "code" | "code-block" | "code-cell" | "sourcecode")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(info: &str) -> (String, Option<String>, String, String) {
        let Info { language, title, settings, others } = Info::parse(info);
        let settings: Vec<String> = settings.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (language, title, settings.join(" "), others.join(" "))
    }

    #[test]
    fn what_other_tools_write_is_understood_or_told() {
        let of = |language: &str, title: Option<&str>, settings: &str, others: &str| {
            (language.to_owned(), title.map(str::to_owned), settings.to_owned(), others.to_owned())
        };
        for (info, expected) in [
            ("rust title=\"a b.rs\"", of("rust", Some("a b.rs"), "", "")),
            ("rust,ignore", of("rust", None, "", "ignore")),
            ("rust title=a,b,c.rs x", of("rust", Some("a,b,c.rs"), "", "x")),
            ("go {title=main.go,linenums}", of("go", Some("main.go"), "linenumbers=true", "")),
            ("rust,title=a.rs,ignore", of("rust", Some("a.rs"), "", "ignore")),
            ("rust title=a, linenums", of("rust", Some("a"), "linenumbers=true", "")),
            ("rust title=a,start=5", of("rust", Some("a"), "firstline=5", "")),
            ("py {linenums=\"1\" hl_lines=\"2 3\"}", of("py", None, "linenumbers=true", "hl_lines=2 3")),
            ("py linenums=\"5\"", of("py", None, "firstline=5 linenumbers=true", "")),
            ("{.python .numberLines}", of("python", None, "linenumbers=true", "")),
            ("{.java startFrom=\"100\"}", of("java", None, "firstline=100", "")),
            ("js showLineNumbers", of("js", None, "linenumbers=true", "")),
            ("java collapse=true theme=midnight", of("java", None, "collapse=true theme=Midnight", "")),
            ("java collapse theme=Neon", of("java", None, "collapse=true", "theme=Neon")),
            ("c++", of("c++", None, "", "")),
            ("rust title=\"T \"x\"\"", of("rust", Some("T \"x\""), "", "")),
            ("text title=\"x\" {#b4}", of("text", Some("x"), "", "")),
            ("js:src/app.js", of("js", Some("src/app.js"), "", "")),
            ("src/main.rs", of("", Some("src/main.rs"), "", "")),
            ("12:15:src/app.ts", of("", Some("src/app.ts"), "firstline=12 linenumbers=true", "")),
            ("python:3", of("python:3", None, "", "")),
            ("language-java", of("java", None, "", "")),
            ("lang=java", of("java", None, "", "")),
            ("code:java", of("java", None, "", "")),
            ("{python}", of("python", None, "", "")),
            ("{r, echo=FALSE}", of("r", None, "", "echo=FALSE")),
            ("{code-block} python", of("python", None, "", "")),
            ("Plain Text", of("Plain Text", None, "", "")),
            ("visual basic title=x", of("visual basic", Some("x"), "", "")),
            ("js [config.js]", of("js", Some("config.js"), "", "")),
            ("ts:line-numbers [my app.ts] {1}", of("ts", Some("my app.ts"), "linenumbers=true", "1")),
            ("js:line-numbers=2", of("js", None, "firstline=2 linenumbers=true", "")),
            ("js:no-line-numbers", of("js", None, "linenumbers=false", "")),
            ("python=", of("python", None, "linenumbers=true", "")),
            ("python=101", of("python", None, "firstline=101 linenumbers=true", "")),
            ("js=+", of("js", None, "linenumbers=true", "")),
            ("tabsize=4", of("", None, "", "tabsize=4")),
            ("", of("", None, "", "")),
        ] {
            assert_eq!(read(info), expected, "{info}");
        }
    }
}
