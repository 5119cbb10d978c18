//! Front matter: what tools that publish Markdown keep above the text, as YAML, TOML or JSON.

use crate::storage::text::slice;

mod json;
mod toml;
mod values;
mod yaml;

/// What such a tool keeps above a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FrontMatter {
    pub(crate) title: Option<String>,
    pub(crate) labels: Vec<String>,
    /// Keys that mean nothing here.
    pub(crate) others: Vec<String>,
}

/// What a text begins with.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    /// Text: a line `---` is a rule.
    Text,
    /// Front matter, and where it ends.
    FrontMatter(FrontMatter, usize),
    /// Lines that are hardly anything else than front matter, and are not understood; where they begin.
    Unknown(usize),
}

/// Reads front matter at the start of a text.
pub(super) fn read(text: &str) -> Beginning {
    let start = blank_lines(text);
    let rest = slice(text, start..);
    if rest.starts_with('{') {
        return match json::read(rest) {
            Some((found, length)) => Beginning::FrontMatter(found, start + length),
            None => Beginning::Text,
        };
    }
    let Some(Fenced { body, length, is_toml }) = fenced(rest) else {
        return if is_endless(rest) { Beginning::Unknown(start) } else { Beginning::Text };
    };
    let found = match is_toml {
        true => toml::read(body),
        false => yaml::read(body),
    };
    match found {
        Some(found) => Beginning::FrontMatter(found, start + length),
        None if looks_like_keys(body) => Beginning::Unknown(start),
        None => Beginning::Text,
    }
}

impl FrontMatter {
    fn set_title(&mut self, title: &str) {
        self.title = Some(title.to_owned()).filter(|title| !title.is_empty());
    }
}

/// Whether a key names what pages have as labels.
fn are_labels(name: &str) -> bool {
    matches!(name, "labels" | "tags")
}

/// The length of the blank lines that a text begins with, and of comments of HTML that stand alone on theirs.
fn blank_lines(text: &str) -> usize {
    let is_comment = |line: &str| {
        let inside = line.trim().strip_prefix("<!--").and_then(|line| line.strip_suffix("-->"));
        inside.is_some_and(|inside| !inside.contains("-->"))
    };
    let lines = text.split_inclusive('\n');
    lines.take_while(|line| line.trim().is_empty() || is_comment(line)).map(str::len).sum()
}

/// Whether a text begins with front matter that no line ends.
fn is_endless(text: &str) -> bool {
    let keys = ["title:", "tags:", "labels:", "layout:", "description:", "author:", "date:", "draft:"];
    let first = text.strip_prefix("---\n").and_then(|rest| rest.lines().next());
    first.is_some_and(|line| keys.iter().any(|key| line.starts_with(key)))
}

/// Lines between two fences.
struct Fenced<'t> {
    body: &'t str,
    /// The length with both fences.
    length: usize,
    is_toml: bool,
}

fn fenced(text: &str) -> Option<Fenced<'_>> {
    let mut lines = text.split_inclusive('\n');
    let opening = lines.next()?;
    let is_toml = match opening.trim_end() {
        "---" => false,
        "+++" => true,
        _ => return None,
    };
    let mut end = opening.len();
    for line in lines {
        let closes = match line.trim_end() {
            "---" | "..." => !is_toml,
            "+++" => is_toml,
            _ => false,
        };
        let next = end + line.len();
        if closes {
            return Some(Fenced { body: slice(text, opening.len()..end), length: next, is_toml });
        }
        end = next;
    }
    None
}

/// Whether lines that are not understood are keys with values all the same, and no text between two rules.
fn looks_like_keys(body: &str) -> bool {
    let is_key = |line: &str| {
        let is_named = |name: &str| !name.is_empty() && name.split_whitespace().count() < 3;
        let parted = line.split_once(": ").or_else(|| line.split_once(" = "));
        line.trim_end().strip_suffix(':').or(parted.map(|(name, _)| name)).is_some_and(is_named)
    };
    let mut lines = body.lines();
    lines.next().is_some_and(is_key)
        || !body.lines().any(|line| line.trim().is_empty()) && body.lines().any(is_key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> (FrontMatter, &str) {
        match read(text) {
            Beginning::FrontMatter(found, length) => (found, slice(text, length..)),
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn keys_are_read_and_rules_are_left_alone() {
        let text = "---\ntitle: \"My page\"\ntags: [a, b]\nauthor:\n  name: x\n---\n\n# Head\n";
        let (matter, rest) = found(text);
        assert_eq!(matter.title.as_deref(), Some("My page"));
        assert_eq!((matter.labels, matter.others), (vec!["a".into(), "b".into()], vec!["author".to_owned()]));
        assert_eq!(rest, "\n# Head\n");
        assert_eq!(found("---\nlabels:\n- x\n- y\n---").0.labels, ["x", "y"]);
        assert_eq!(found("---\nTitle: X\nTAGS: [a]\n---\n").0.title.as_deref(), Some("X"));
        assert_eq!(found("---\n---\n\n# Head\n"), (FrontMatter::default(), "\n# Head\n"));
        for rule in [
            "+++\ntext\n+++\n",
            "+++\n",
            "---\n\ntext: x\n\n---\n",
            "---\nText of a page.\n\n---\n",
            "---\n# Head\n---\n",
            "---\ntext: x\n",
            "--- \n",
            "{ \"a\": 1 }\n\ntext",
            "{toc}\n",
        ] {
            assert_eq!(read(rule), Beginning::Text, "{rule}");
        }
    }

    #[test]
    fn what_tools_write_is_read() {
        for (text, title) in [
            ("--- \ntitle: x\n---\t\ny", "x"),
            ("\n \n---\ntitle: x\n---\ny", "x"),
            ("<!-- lint -->\n---\ntitle: x\n---\ny", "x"),
            (
                "---\n\"og:title\": z\n_id: 1\n$schema: s\n标题: t\nÜbersicht: u\n<<: *a\ntitle:\tx\n---\ny",
                "x",
            ),
            ("---\nlast update: today\ntitle: x # comment\n---\ny", "x"),
            ("---\ntitle: 'it''s # one' # two\n---\ny", "it's # one"),
            ("---\ntitle: long\n  continued # c\ndate: d\n---\ny", "long continued"),
            ("---\ntitle: \"long\n  \\\"continued\\\"\"\n---\ny", "long \"continued\""),
            ("---\ntitle: >-\n  long\n  continued\n---\ny", "long continued"),
            ("---\n{title: x, tags: [a, b]}\n---\ny", "x"),
            ("---\n{\"title\":\"x\"}\n---\ny", "x"),
            ("+++\n# comment\ntitle=\"x\" # c\n+++\ny", "x"),
            ("+++\ntitle = '''x'''\ntags = [\n  \"a\", # one\n  'b',\n]\n+++\ny", "x"),
            ("+++\ntitle = \"\"\"\nlong\ncontinued\"\"\"\n+++\ny", "long continued"),
            ("{ \"title\": \"x\", \"tags\": [\"a\"] }\n\ny", "x"),
        ] {
            let (matter, rest) = found(text);
            assert_eq!((matter.title.as_deref(), rest.trim_start()), (Some(title), "y"), "{text}");
        }
        for (text, labels) in [
            ("---\ntags: [a, \"b, c\", # d\n  'e']\n---\n", ["a", "b, c", "e"].as_slice()),
            ("---\ntags: # all\n  - a # one\n  - 'b'\n---\n", &["a", "b"]),
            ("---\ntags: a, b\n---\n", &["a", "b"]),
            ("+++\n[taxonomies]\ntags = [\n\"a\",\n\"b\"]\n+++\n", &["a", "b"]),
            ("{\"title\": \"x\", \"tags\": [\"a\", 2]}\ny", &["a", "2"]),
        ] {
            assert_eq!(found(text).0.labels, labels, "{text}");
        }
        let (matter, rest) = found("+++\ntitle = \"T\"\ntags = [\"a\"]\n[extra]\ndraft = true\n+++\nx");
        assert_eq!((matter.title.as_deref(), matter.labels, rest), (Some("T"), vec!["a".to_owned()], "x"));
        assert_eq!(matter.others, ["extra.draft"]);
    }

    #[test]
    fn what_is_not_understood_is_told_from_text() {
        for unknown in [
            "---\ntitle: x\n",
            "---\ntitle: x\n*odd\n---\n",
            "\n---\na b: c\n---\n",
            "+++\ntitle = \"x\n+++\n",
        ] {
            assert_eq!(read(unknown), Beginning::Unknown(blank_lines(unknown)), "{unknown}");
        }
    }
}
