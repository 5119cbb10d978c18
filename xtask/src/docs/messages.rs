//! What the program can say, each with an anchor in the chapter on troubleshooting.
//!
//! The texts are the string literals of the sources that read as sentences. The chapter has a section for each kind of
//! fault, and a mark in it, `<!-- messages: PATH PATH -->`, says which sources the section is about; the book has their
//! texts there. So no text can be forgotten, and none has to be copied by hand.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};

use super::{SOURCES, files::read, links};
use crate::{Result, step::root};

/// The chapter.
const CHAPTER: &str = "troubleshooting.md";

/// Sources whose sentences are no messages, and what they are.
const OTHERWISE: [(&str, &str); 14] = [
    ("confluence-client/src/declare/", "what the compiler says to who declares an operation"),
    ("confluence-client/src/sql/tables/", "columns and tables, which the chapter on SQL lists"),
    ("confluence-client/src/testing", "the in-memory Confluence for tests"),
    ("confluence-client/src/operation/describe.rs", "what an audit reads"),
    ("confluence-client/src/models/", "what a value of an answer should have been"),
    ("confluence-client/src/storage/", "names of elements and of what is seen of them"),
    ("confluence-oauth/src/store/conformance", "rules for who writes a store"),
    ("confluence-oauth/src/conformance", "rules for who writes a store"),
    ("confluence-mcp/src/prompts.rs", "what a model is asked"),
    ("confluence-mcp/src/command/help_text.rs", "help"),
    ("confluence-mcp/src/http/metrics.rs", "names and meanings of metrics"),
    ("confluence-mcp/src/http/server_card.rs", "what a client may know"),
    ("confluence-mcp/src/schema.rs", "arguments of tools"),
    ("confluence-mcp/src/command/properties.rs", "help"),
];

/// The sentences of each source file that has some.
pub(super) type Messages = BTreeMap<String, Vec<String>>;

/// Reads the sources of the published crates.
pub(super) fn collect(packages: &[&str]) -> Result<Messages> {
    let mut found = Messages::new();
    // What a property means is in the chapter on properties.
    let meanings = read(&format!("{SOURCES}/properties.md"))?;
    for package in packages {
        let mut folders = vec![root().join(package).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let file = path.strip_prefix(root())?.to_string_lossy().replace('\\', "/");
                let excepted = OTHERWISE.iter().any(|(prefix, _)| file.starts_with(prefix));
                if file.ends_with(".rs") && !file.ends_with("/tests.rs") && !excepted {
                    let mut texts = of_source(&std::fs::read_to_string(&path)?)
                        .map_err(|error| format!("{file}: {error}"))?;
                    texts.retain(|text| !meanings.contains(text.as_str()));
                    if !texts.is_empty() {
                        found.insert(file, texts);
                    }
                }
            }
        }
    }
    Ok(found)
}

/// The sentences of a source, without its tests.
fn of_source(text: &str) -> Result<Vec<String>> {
    let own = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let tokens: TokenStream = own.parse().map_err(|error| format!("it cannot be read: {error}"))?;
    let mut found = Vec::new();
    of_tokens(tokens, &mut found);
    found.dedup();
    Ok(found)
}

fn of_tokens(tokens: TokenStream, found: &mut Vec<String>) {
    let mut is_attribute = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) if is_attribute && group.delimiter() == Delimiter::Bracket => {
                is_attribute = false;
            }
            TokenTree::Group(group) => of_tokens(group.stream(), found),
            TokenTree::Punct(punct) => {
                is_attribute = punct.as_char() == '#' || (is_attribute && punct.as_char() == '!')
            }
            TokenTree::Literal(literal) => found.extend(sentence(&literal)),
            TokenTree::Ident(_) => is_attribute = false,
        }
    }
}

/// The text of a literal, if it has three words or more: `{name}` is shown as an ellipsis.
fn sentence(literal: &Literal) -> Option<String> {
    let written = literal.to_string();
    let inner =
        written.trim_start_matches(['r', '#']).strip_prefix('"')?.trim_end_matches('#').strip_suffix('"')?;
    let text = if written.starts_with('r') { inner.to_owned() } else { unescaped(inner) };
    let text = shortened(&text);
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    let words = text.split_whitespace().filter(is_word).count();
    (words >= 3 && !text.contains("</")).then_some(text)
}

/// The text that is meant by a literal: line breaks in it are blanks here.
fn unescaped(inner: &str) -> String {
    let mut text = String::new();
    let mut characters = inner.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, c == '\\') {
            (_, false) => text.push(c),
            (_, true) => match characters.next() {
                Some('\n') => while characters.next_if(|next| next.is_whitespace()).is_some() {},
                Some('n' | 'r' | 't') => text.push(' '),
                Some(other) => text.push(other),
                None => {}
            },
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is put in when the text is said is not known here.
fn shortened(text: &str) -> String {
    let mut put = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        put.push_str(before);
        match after.strip_prefix('{') {
            Some(behind) => {
                put.push('{');
                rest = behind;
            }
            None => {
                put.push('…');
                rest = after.split_once('}').map_or("", |(_, behind)| behind);
            }
        }
    }
    (put + rest).replace("}}", "}")
}

/// The chapter with the texts in the place of each mark; other chapters have none.
pub(super) fn filled(chapter: &str, messages: &Messages) -> Result<String> {
    let all: Vec<&str> = chapter.lines().filter_map(mark).flatten().collect();
    let mut text = String::new();
    let mut anchors = BTreeSet::new();
    for line in chapter.lines() {
        let Some(paths) = mark(line) else {
            text.push_str(line);
            text.push('\n');
            continue;
        };
        // A text that several sources say stands there once.
        let own: BTreeSet<&String> = messages
            .iter()
            .filter(|(file, _)| closest(file, &all).is_some_and(|path| paths.contains(&path)))
            .flat_map(|(_, texts)| texts)
            .collect();
        writeln!(text, "<details><summary>The {} messages of this kind</summary>\n", own.len())?;
        for message in own {
            // A message may itself have backticks.
            let anchor = anchor(message, &mut anchors);
            writeln!(text, "- <a id=\"{anchor}\"></a>`` {message} ``")?;
        }
        text.push_str("\n</details>\n");
    }
    Ok(text)
}

/// The anchor of a message: its first words, which no other message of the chapter has.
fn anchor(message: &str, taken: &mut BTreeSet<String>) -> String {
    let words = message.split_whitespace().map(links::slug).filter(|word| !word.is_empty());
    let words = format!("m-{}", words.take(8).collect::<Vec<_>>().join("-"));
    let again = (2_u32..).map(|count| format!("{words}-{count}"));
    let free = std::iter::once(words.clone()).chain(again).find(|name| taken.insert(name.clone()));
    free.unwrap_or(words)
}

/// The sources that a mark names.
fn mark(line: &str) -> Option<Vec<&str>> {
    let paths = line.trim().strip_prefix("<!-- messages: ")?.strip_suffix(" -->")?;
    Some(paths.split_whitespace().collect())
}

/// The longest of these paths that the file is, or is below.
fn closest<'a>(file: &str, paths: &[&'a str]) -> Option<&'a str> {
    paths.iter().copied().filter(|path| file.starts_with(path)).max_by_key(|path| path.len())
}

/// Sources with messages that no section is about, and marks that name no source.
pub(super) fn faults(packages: &[&str]) -> Result<Vec<String>> {
    let chapter = read(&format!("{SOURCES}/{CHAPTER}"))?;
    Ok(of_chapter(&chapter, &collect(packages)?))
}

fn of_chapter(chapter: &str, messages: &Messages) -> Vec<String> {
    let paths: Vec<&str> = chapter.lines().filter_map(mark).flatten().collect();
    let lost = |(file, texts): (&String, &Vec<String>)| {
        closest(file, &paths).is_none().then(|| {
            format!(
                "{file} says `{}`, and no section of {SOURCES}/{CHAPTER} is about that source: name it in a mark \
                 `<!-- messages: .. -->`, or in xtask/src/docs/messages.rs if it says nothing to users",
                texts.first().map_or("", String::as_str)
            )
        })
    };
    let idle = |path: &&&str| !messages.keys().any(|file| closest(file, &paths) == Some(path));
    let mut found: Vec<String> = messages.iter().filter_map(lost).collect();
    found.extend(
        paths.iter().filter(idle).map(|path| format!("{CHAPTER} names {path}, where nothing is said")),
    );
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_a_source_are_its_messages() {
        let source = "#[doc = \"not one of them\"]\n/// Nor is this one.\nfn a() { Err(format!(\"{name} \
                      \\\"x\\\" cannot be \\\n    read: {{a}}\")); b(\"short one\") }\n#[cfg(test)]\nmod tests { fn \
                      c() { d(\"this is of a test\") } }";
        assert_eq!(of_source(source).unwrap(), ["… \"x\" cannot be read: {a}"]);
    }

    #[test]
    fn a_mark_is_filled_with_what_its_sources_say() {
        let messages = Messages::from([
            ("a/src/b.rs".to_owned(), vec!["one is not there".to_owned()]),
            ("a/src/c.rs".to_owned(), vec!["another is not there".to_owned()]),
        ]);
        let chapter = "## B\n<!-- messages: a/src/b -->\n## Others\n<!-- messages: a/src/ -->\n";
        assert_eq!(of_chapter(chapter, &messages), [""; 0]);
        let missing = of_chapter("<!-- messages: a/src/b a/src/d -->", &messages);
        assert!(missing[0].starts_with("a/src/c.rs says `another is not there`"), "{missing:?}");
        assert!(missing[1].contains("names a/src/d"), "{missing:?}");
        let text = filled(chapter.split("## Others").next().unwrap(), &messages).unwrap();
        assert!(text.contains("<a id=\"m-one-is-not-there\"></a>`` one is not there ``"), "{text}");
        assert!(!text.contains("another"), "{text}");
    }
}
