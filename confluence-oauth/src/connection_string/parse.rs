//! The grammar: `Name=Value;Name=Value`, and the same pairs one a line.

use zeroize::Zeroizing;

use super::names;
use crate::error::{Error, Result};

/// One name and its value, as written.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: Zeroizing<String>,
}

/// Splits a connection string, with or without its prefix.
pub(crate) fn string(text: &str) -> Result<Vec<Pair>> {
    let text = text.trim();
    let body = strip_prefix(text, "jdbc:confluence:").or_else(|| strip_prefix(text, "confluence:"));
    Scanner { rest: body.unwrap_or(text), before: None }.pairs()
}

/// Splits a profile: one pair a line, `#` starts a comment line.
pub(crate) fn lines(text: &str) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let at = |why: &str| Error::config(format!("line {}", number + 1), why);
        let mut found = Scanner { rest: line, before: None }.pairs().map_err(|e| at(&e.to_string()))?;
        match (found.pop(), found.is_empty()) {
            (Some(pair), true) => pairs.push(pair),
            _ => return Err(at("holds more than one pair; a value with `;` needs quotes")),
        }
    }
    Ok(pairs)
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| text.get(prefix.len()..)).flatten()
}

struct Scanner<'a> {
    rest: &'a str,
    /// The name of the pair before, to say where something is wrong without showing what is there: it may
    /// be the tail of a secret.
    before: Option<String>,
}

impl Scanner<'_> {
    fn pairs(mut self) -> Result<Vec<Pair>> {
        let mut pairs = Vec::new();
        while self.skip_separators() {
            let pair = self.pair()?;
            self.before =
                Some(names::find(&pair.name).map_or_else(|| "a property".into(), |p| p.name.into()));
            pairs.push(pair);
        }
        Ok(pairs)
    }

    fn skip_separators(&mut self) -> bool {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';');
        !self.rest.is_empty()
    }

    fn pair(&mut self) -> Result<Pair> {
        let end = self.rest.find(['=', ';']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        let Some(rest) = rest.strip_prefix('=') else {
            return Err(self.misplaced("has no `=`"));
        };
        let name = name.trim().to_owned();
        if name.is_empty() {
            return Err(self.misplaced("has no name before its `=`"));
        }
        self.rest = rest.trim_start();
        let value = self.value(&name)?;
        Ok(Pair { name, value })
    }

    fn value(&mut self, name: &str) -> Result<Zeroizing<String>> {
        if let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '\'' | '"')) {
            return self.quoted(quote, name);
        }
        let (value, rest) = self.rest.split_at(self.rest.find(';').unwrap_or(self.rest.len()));
        self.rest = rest;
        Ok(Zeroizing::new(value.trim_end().to_owned()))
    }

    fn quoted(&mut self, quote: char, name: &str) -> Result<Zeroizing<String>> {
        let shown = names::find(name).map_or("a value", |property| property.name);
        // As large as it can become, so that growing leaves no copies of a secret behind.
        let mut value = Zeroizing::new(String::with_capacity(self.rest.len()));
        let mut characters = self.rest.char_indices().skip(1).peekable();
        while let Some((at, c)) = characters.next() {
            if c != quote {
                value.push(c);
            } else if characters.next_if(|(_, next)| *next == quote).is_some() {
                value.push(quote);
            } else {
                let rest = self.rest.get(at + 1..).unwrap_or_default().trim_start();
                if !rest.is_empty() && !rest.starts_with(';') {
                    return Err(Error::config(
                        shown,
                        format!("text follows the closing {quote}; a quote inside a quoted value is doubled"),
                    ));
                }
                self.rest = rest;
                return Ok(value);
            }
        }
        Err(Error::config(shown, format!("the value opens with {quote} and never closes")))
    }

    fn misplaced(&self, why: &str) -> Error {
        let place = match &self.before {
            Some(before) => format!("what follows {before}"),
            None => "the beginning".to_owned(),
        };
        Error::config(
            "connection string",
            format!("{place} {why}; write Name=Value;Name=Value and quote a value that holds `;`"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Vec<(String, String)> {
        string(text).unwrap().into_iter().map(|pair| (pair.name, pair.value.to_string())).collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn everything_after_the_first_equals_sign_is_the_value() {
        assert_eq!(parsed("A=b=c==; B = d "), [pair("A", "b=c=="), pair("B", "d")]);
    }

    #[test]
    fn quotes_keep_semicolons_spaces_and_doubled_quotes() {
        assert_eq!(
            parsed(r#"A=' a;b ';B="say ""x""";C='it''s'"#),
            [pair("A", " a;b "), pair("B", r#"say "x""#), pair("C", "it's")]
        );
    }

    #[test]
    fn prefixes_and_empty_segments_are_skipped() {
        assert_eq!(parsed("jdbc:confluence:;A=1;;"), [pair("A", "1")]);
        assert_eq!(parsed("Confluence:A=1"), [pair("A", "1")]);
        assert_eq!(parsed(""), []);
    }

    #[test]
    fn errors_say_where_and_never_what() {
        for (text, part) in [
            ("Password=hunter;canary", "what follows Password has no `=`"),
            ("Password='canary", "Password: the value opens with ' and never closes"),
            ("Password='a'canary", "Password: text follows the closing '"),
            ("=canary", "the beginning has no name"),
        ] {
            let error = string(text).err().unwrap().to_string();
            assert!(error.contains(part), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn a_profile_holds_one_pair_a_line() {
        let pairs = lines("\u{feff}# comment\n\n A = 1 \nB='x;y'\n").unwrap();
        assert_eq!(pairs.len(), 2);
        let error = lines("A=1\nB=2;C=3").err().unwrap().to_string();
        assert!(error.contains("line 2"), "{error}");
    }
}
