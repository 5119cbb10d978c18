//! The pieces by which two versions of a line, or of code, are compared.

use crate::wide::is_wide;

/// Tags, words, and single signs and blanks; of text that is kept as it is, lines.
///
/// What stands between two blanks with signs inside of it is one word: a time, a date, a number, a URL. Half of one
/// and half of another would be a value that nobody wrote.
pub(super) fn tokens(storage: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = storage;
    while !rest.is_empty() {
        let length = if rest.starts_with(CDATA) {
            let end = rest.find("]]>").map_or(rest.len(), |end| end + 3);
            lines(rest.get(..end).unwrap_or(rest), &mut tokens);
            end
        } else if rest.starts_with('<') {
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            tokens.push(rest.get(..end).unwrap_or(rest));
            end
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            words(rest.get(..end).unwrap_or(rest), &mut tokens);
            end
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    tokens
}

const CDATA: &str = "<![CDATA[";

fn lines<'t>(section: &'t str, tokens: &mut Vec<&'t str>) {
    let body = section.get(CDATA.len()..).unwrap_or_default();
    let (body, close) = body.split_at_checked(body.len().saturating_sub(3)).unwrap_or((body, ""));
    tokens.push(CDATA);
    tokens.extend(body.split_inclusive('\n'));
    tokens.push(close);
}

/// The words of a text, with the blanks between them and the signs around them one by one.
fn words<'t>(text: &'t str, tokens: &mut Vec<&'t str>) {
    let mut rest = text;
    while !rest.is_empty() {
        let mut run = 0;
        // From the first letter or digit of the run to its last one.
        let mut word: Option<(usize, usize)> = None;
        while let Some(sign) = first_sign(rest.get(run..).unwrap_or_default()).filter(|sign| !parts(sign)) {
            let end = run + sign.len();
            if is_word(sign) {
                word = Some((word.map_or(run, |(start, _)| start), end));
            }
            run = end;
        }
        let (start, end) = word.unwrap_or((run, run));
        signs(rest.get(..start).unwrap_or_default(), tokens);
        tokens.extend(rest.get(start..end).filter(|word| !word.is_empty()));
        signs(rest.get(end..run).unwrap_or_default(), tokens);
        rest = rest.get(run..).unwrap_or_default();
        if let Some(between) = first_sign(rest) {
            tokens.push(between);
            rest = rest.get(between.len()..).unwrap_or_default();
        }
    }
}

fn signs<'t>(text: &'t str, tokens: &mut Vec<&'t str>) {
    let mut rest = text;
    while let Some(sign) = first_sign(rest) {
        tokens.push(sign);
        rest = rest.get(sign.len()..).unwrap_or_default();
    }
}

/// The longest name of a character, `&CounterClockwiseContourIntegral;` and its like.
const LONGEST_NAME: usize = 40;

/// The first character of a text, which may be written by its name.
fn first_sign(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let named =
        if first == '&' { text.bytes().take(LONGEST_NAME).position(|byte| byte == b';') } else { None };
    text.get(..named.map_or(first.len_utf8(), |end| end + 1))
}

/// Whether a sign stands between words: a blank, or a sign of a script that is written without blanks.
fn parts(sign: &str) -> bool {
    is_blank(sign) || !is_word(sign) && sign.chars().any(is_wide)
}

pub(super) fn is_blank(token: &str) -> bool {
    const NAMED: [&str; 6] = ["&nbsp;", "&#160;", "&#xa0;", "&ensp;", "&emsp;", "&thinsp;"];
    token.chars().all(char::is_whitespace) || NAMED.contains(&token)
}

pub(super) fn is_word(token: &str) -> bool {
    token.starts_with(char::is_alphanumeric) || token.ends_with('\n') && !token.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_one_word() {
        for value in [
            "10:30",
            "1.2.3",
            "2026-11-30",
            "1,500.00",
            "10.0.0.1",
            "ada@example.com",
            "a/b",
            "R&amp;D",
            "don't",
            "ma\u{f1}ana:2",
            "\u{4e09}\u{6708}",
        ] {
            let text = format!("<p>({value}, &ldquo;{value}&rdquo;.\u{a0}-{value}&nbsp;</p>");
            let found: Vec<&str> = tokens(&text).into_iter().filter(|token| is_word(token)).collect();
            assert_eq!(found, [value; 3], "{text}");
            assert_eq!(tokens(&text).concat(), text);
        }
        assert_eq!(tokens("a. b\u{3002}c &x"), ["a", ".", " ", "b", "\u{3002}", "c", " ", "&", "x"]);
    }
}
