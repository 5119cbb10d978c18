//! The grammar: `Name=Value;Name=Value`, and the same pairs one a line.

use zeroize::Zeroizing;

use super::Treatment;
use super::known::Known;
use super::unquoted::{self, BEGIN};
use crate::error::{Error, Result};

/// One name and its value, as written.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: Zeroizing<String>,
    /// The line of a profile that it stands in.
    pub(crate) line: Option<usize>,
}

/// Splits a connection string, with or without its prefix. Lines of a profile that was pasted in its place are
/// understood too: a line break outside of quotes ends a value, as `;` does.
pub(crate) fn string(text: &str, known: &Known) -> Result<Vec<Pair>> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if let Some(why) = is_something_else(text) {
        return Err(Error::config("connection string", why));
    }
    let body = strip_prefix(text, "jdbc:confluence:").or_else(|| strip_prefix(text, "confluence:"));
    Scanner { rest: body.unwrap_or(text), known, before: None }.pairs()
}

/// Splits a profile: one pair a line, `#` starts a comment line.
pub(crate) fn lines(text: &str, known: &Known) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let at = |why: &str| Error::config(format!("line {}", number + 1), why);
        if let Some(why) = is_another_line(line) {
            return Err(at(why));
        }
        if !line.contains('=') {
            return Err(at(
                "has no `=`: each line is Name=Value, and a value, such as a list, ends with its line",
            ));
        }
        let mut found =
            Scanner { rest: line, known, before: None }.pairs().map_err(|e| at(&e.to_string()))?;
        match (found.pop(), found.is_empty()) {
            (Some(pair), true) if ends_in_a_comment(line) => {
                let name = known.find(&pair.name).map_or("the value", |property| property.name);
                let why =
                    "holds ` #`: a comment has a line of its own; quote a value that is meant to hold it";
                return Err(at(&format!("{name}: {why}")));
            }
            (Some(pair), true) => pairs.push(Pair { line: Some(number + 1), ..pair }),
            _ => {
                let why =
                    "holds more than one pair; each has a line of its own, and a value with `;` needs quotes";
                return Err(at(why));
            }
        }
    }
    Ok(pairs)
}

/// Whether the value of a line goes on with what people mean as a comment.
fn ends_in_a_comment(line: &str) -> bool {
    let value = line.split_once('=').map_or("", |(_, value)| value.trim_start());
    !value.starts_with(['\'', '"']) && has_a_comment(value)
}

/// Whether a value would be taken for one with a comment behind it, unless it is in quotes.
pub(super) fn has_a_comment(value: &str) -> bool {
    value.starts_with("# ") || value.contains(" #") || value.contains("\t#")
}

/// What files of other kinds have in the place of `Name=Value`.
fn is_another_line(line: &str) -> Option<&'static str> {
    if line.starts_with(['{', '"']) {
        return Some(
            "it is JSON: write one Name=Value a line, without quotes around the name and without commas",
        );
    }
    if line.starts_with('[') && line.ends_with(']') {
        return Some(
            "a profile has no sections: leave this line out, and give each site a profile of its own",
        );
    }
    match line.split_once(':') {
        Some((name, value)) if !line.contains('=') && !name.contains(' ') && value.starts_with(' ') => {
            Some("write `=` and not `:` between the name and the value, as in URL=https://wiki.example.com")
        }
        _ => None,
    }
}

/// What people pass in the place of a string, told by its beginning.
fn is_something_else(text: &str) -> Option<&'static str> {
    let begins = |with: &str| text.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    if text.starts_with(['"', '\'', '\u{201c}', '\u{2018}']) {
        return Some(
            "it begins with a quote: leave out the quotes around the whole; values have quotes of their own",
        );
    }
    if text.starts_with('{') {
        return Some(
            "it is JSON: write Name=Value;Name=Value, such as URL=https://wiki.example.com;PAT=env:MY_PAT",
        );
    }
    if begins("https://") || begins("http://") {
        return Some(
            "it is a URL alone: write URL= before it, and how to log in behind it, as in ;PAT=env:MY_PAT",
        );
    }
    None
}

fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| text.get(prefix.len()..)).flatten()
}

struct Scanner<'a> {
    rest: &'a str,
    known: &'a Known,
    /// The name of the pair before, to say where something is wrong without showing what is there: it may
    /// be the tail of a secret.
    before: Option<String>,
}

impl Scanner<'_> {
    fn pairs(mut self) -> Result<Vec<Pair>> {
        let mut pairs = Vec::new();
        while let Some(new_line) = self.next() {
            let pair = self.pair(new_line)?;
            self.before = Some(self.shown(&pair.name, "a property"));
            pairs.push(pair);
        }
        Ok(pairs)
    }

    /// Goes to the next pair, over separators and comment lines; whether it begins a line, or `None` at the end.
    fn next(&mut self) -> Option<bool> {
        let mut new_line = self.before.is_none();
        loop {
            let rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == ';');
            let skipped = self.rest.len() - rest.len();
            new_line |= self.rest.get(..skipped).is_some_and(|text| text.contains(['\n', '\r']));
            self.rest = rest;
            if !(new_line && rest.starts_with('#')) {
                return (!rest.is_empty()).then_some(new_line);
            }
            self.rest = rest.find(['\n', '\r']).and_then(|end| rest.get(end..)).unwrap_or_default();
        }
    }

    fn pair(&mut self, new_line: bool) -> Result<Pair> {
        let end = self.rest.find(['=', ';', '\n', '\r']).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        let name = name.trim().to_owned();
        let strays = new_line && self.before.is_some() && self.known.find(&name).is_none();
        if strays && self.known.nearest(&name).is_none() {
            // What follows may be the rest of a secret of several lines.
            return Err(self.broken());
        }
        let Some(rest) = rest.strip_prefix('=') else {
            return Err(self.misplaced("has no `=`"));
        };
        if name.is_empty() {
            return Err(self.misplaced("has no name before its `=`"));
        }
        self.rest = rest.trim_start_matches(|c: char| c.is_whitespace() && !matches!(c, '\n' | '\r'));
        let value = self.value(&name)?;
        Ok(Pair { name, value, line: None })
    }

    fn value(&mut self, name: &str) -> Result<Zeroizing<String>> {
        if let Some(quote) = self.rest.chars().next().filter(|c| matches!(c, '\'' | '"')) {
            return self.quoted(quote, name);
        }
        let end = match self.rest.starts_with(BEGIN) {
            true => end_of_pem(self.rest),
            false => self.rest.find([';', '\n', '\r']).unwrap_or(self.rest.len()),
        };
        let (value, rest) = self.rest.split_at(end);
        self.rest = rest;
        let value = value.trim_end();
        let of_text = |letter: char| !letter.is_control() || letter == '\t';
        if !value.starts_with(BEGIN) && !value.chars().all(of_text) {
            let why = "holds a control character; a value that is meant to have one needs quotes";
            return Err(Error::config(self.shown(name, "a value"), why));
        }
        if self.known.find(name).is_none_or(|property| property.treatment != Treatment::Ignored) {
            unquoted::check(name, value, self.known)
                .map_err(|why| Error::config(self.shown(name, "a value"), why))?;
        }
        Ok(Zeroizing::new(value.to_owned()))
    }

    fn quoted(&mut self, quote: char, name: &str) -> Result<Zeroizing<String>> {
        // As large as it can become, so that growing leaves no copies of a secret behind.
        let mut value = Zeroizing::new(String::with_capacity(self.rest.len()));
        let mut characters = self.rest.char_indices().skip(1).peekable();
        while let Some((at, c)) = characters.next() {
            if c != quote {
                value.push(c);
            } else if characters.next_if(|(_, next)| *next == quote).is_some() {
                value.push(quote);
            } else {
                let rest = self.rest.get(at + 1..).unwrap_or_default();
                let follows = rest.trim_start_matches([' ', '\t']);
                if !follows.is_empty() && !follows.starts_with([';', '\n', '\r']) {
                    return Err(Error::config(
                        self.shown(name, "a value"),
                        format!(
                            "text follows the closing {quote}; a quote inside a quoted value is doubled, and a comment has a line of its own"
                        ),
                    ));
                }
                self.rest = rest;
                return Ok(value);
            }
        }
        let why = format!("the value opens with {quote} and never closes");
        Err(Error::config(self.shown(name, "a value"), why))
    }

    /// The canonical name, or `otherwise`: an unknown name may be the tail of a secret.
    fn shown(&self, name: &str, otherwise: &str) -> String {
        self.known.find(name).map_or(otherwise, |property| property.name).to_owned()
    }

    fn broken(&self) -> Error {
        let before = self.before.as_deref().unwrap_or("connection string");
        Error::config(
            before,
            "a line break follows it, and what comes then is not a property; write `;` or one property a line, and \
             quote a value of several lines",
        )
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

/// Where PEM ends that is pasted without quotes: behind the last of the blocks that follow each other.
fn end_of_pem(text: &str) -> usize {
    let mut end = 0;
    while let Some(rest) = text.get(end..) {
        let block = without_breaks(rest);
        let lead = rest.len() - block.len();
        // A line break at the end that was written as `\n`, as in JSON and files of variables, belongs to the key.
        if end > 0 && rest.starts_with('\\') && (block.is_empty() || block.starts_with(';')) {
            end += lead;
        }
        let Some(footer) = block.starts_with(BEGIN).then(|| block.find("-----END ")).flatten() else { break };
        let label = footer + "-----END ".len();
        let Some(close) = block.get(label..).and_then(|text| text.find("-----")) else { break };
        end += lead + label + close + "-----".len();
    }
    match end {
        // No block that ends: an ordinary value.
        0 => text.find([';', '\n', '\r']).unwrap_or(text.len()),
        end => end,
    }
}

/// The text behind line breaks and spaces, also such that are written as `\n` and `\r`.
fn without_breaks(text: &str) -> &str {
    let mut rest = text.trim_start();
    while let Some(next) = rest.strip_prefix("\\n").or_else(|| rest.strip_prefix("\\r")) {
        rest = next.trim_start();
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Result<Vec<Pair>> {
        string(text, &Known::default())
    }

    fn parsed(text: &str) -> Vec<(String, String)> {
        split(text).unwrap().into_iter().map(|pair| (pair.name, pair.value.to_string())).collect()
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
            ("OAuthClientSecret=hunter;canary", "what follows OAuthClientSecret has no `=`"),
            ("OAuthClientSecret='canary", "OAuthClientSecret: the value opens with ' and never closes"),
            ("OAuthClientSecret='a'canary", "OAuthClientSecret: text follows the closing '"),
            ("OAuthClientSecret=a\ncanary", "OAuthClientSecret: a line break follows it"),
            ("OAuthClientSecret=a\ncanary=", "OAuthClientSecret: a line break follows it"),
            ("OAuthClientSecret=a\u{1}canary", "OAuthClientSecret: holds a control character"),
            ("=canary", "the beginning has no name"),
            ("\"URL=x;PAT=canary\"", "begins with a quote"),
            ("{\"PAT\": \"canary\"}", "it is JSON"),
            ("https://wiki.example.com/canary", "it is a URL alone"),
        ] {
            let error = split(text).err().unwrap().to_string();
            assert!(error.contains(part), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
    }

    #[test]
    fn lines_in_place_of_a_string_are_lines() {
        let text = "# mine\r\nURL = https://x\r\n\n  Scope=a b\n# no\nOAuthClientId='i\nd'\nCloudId=";
        let pairs = [
            pair("URL", "https://x"),
            pair("Scope", "a b"),
            pair("OAuthClientId", "i\nd"),
            pair("CloudId", ""),
        ];
        assert_eq!(parsed(text), pairs);
        assert_eq!(parsed("URL=https://x\nScop=a"), [pair("URL", "https://x"), pair("Scop", "a")]);
    }

    #[test]
    fn pem_needs_no_quotes() {
        let pem = "-----BEGIN A-----\nab==\n-----END A-----\n-----BEGIN B-----\ncd=\n-----END B-----";
        let text = format!("CertificateStore={pem};Scope=a");
        assert_eq!(parsed(&text), [pair("CertificateStore", pem), pair("Scope", "a")]);
        assert_eq!(parsed(&format!("CertificateStore={pem}\nScope=a"))[1], pair("Scope", "a"));
        // As JSON and files of variables have it.
        for end in ["", "\\n", "\\r\\n"] {
            let written = format!("{}{end}", pem.replace('\n', "\\n"));
            let text = format!("CertificateStore={written};Scope=a");
            assert_eq!(parsed(&text), [pair("CertificateStore", &written), pair("Scope", "a")], "{end}");
            assert_eq!(parsed(&format!("CertificateStore={written}"))[0], pair("CertificateStore", &written));
        }
    }

    #[test]
    fn a_profile_holds_one_pair_a_line() {
        let pairs = lines("\u{feff}# comment\n\n A = 1 \nB='x;y'\n", &Known::default()).unwrap();
        assert_eq!(pairs.len(), 2);
        let error = lines("A=1\nB=2;C=3", &Known::default()).err().unwrap().to_string();
        assert!(error.contains("line 2"), "{error}");
    }

    #[test]
    fn a_comment_behind_a_value_is_no_part_of_it() {
        for line in ["OAuthClientSecret=canary # mine", "OAuthClientSecret = canary\t# mine", "Scope=# none"]
        {
            let error = lines(&format!("A=1\n{line}"), &Known::default()).err().unwrap().to_string();
            assert!(error.contains("line 2") && error.contains("a line of its own"), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
        let kept = lines("Scope='a # b'\nURL=https://x/#top\nA=#1", &Known::default()).unwrap();
        assert_eq!(
            kept.iter().map(|pair| &**pair.value).collect::<Vec<_>>(),
            ["a # b", "https://x/#top", "#1"]
        );
        assert!(lines("A = #1", &Known::default()).is_ok());
    }
}
