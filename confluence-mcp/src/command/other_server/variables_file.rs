//! Files of variables, `NAME=value` on a line each, and which texts are names: what is not one may be a secret, and is never
//! shown.

/// One line: a variable with its value, or one by its name alone, as containers take them from where they are started.
pub(super) type Line = (String, Option<String>);

/// The variables of a file, in order.
///
/// # Errors
/// Which line is none, and what it has to be.
pub(super) fn read(text: &str) -> Result<Vec<Line>, String> {
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let lines = lines.map(|(at, line)| (at + 1, line.trim()));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(number, line)| of_line(line).map_err(|why| format!("line {number}: {why}")))
        .collect()
}

fn of_line(line: &str) -> Result<Line, String> {
    let line = ["export ", "set ", "setx "].iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    let line = line.strip_prefix("$env:").unwrap_or(line).trim_start();
    match line.split_once('=') {
        // What ends with `=` alone may be the rest of a secret that was broken into lines.
        Some((name, value))
            if is_name(name.trim()) && (is_usual(name.trim()) || !value.trim_matches('=').is_empty()) =>
        {
            Ok((name.trim().to_owned(), Some(unquoted(name.trim(), value.trim())?)))
        }
        None if is_usual(line) => Ok((line.to_owned(), None)),
        _ => Err(not_a_variable(line)),
    }
}

/// What a text has to be that names no variable; a name that stands at its beginning is shown and nothing else.
pub(super) fn not_a_variable(text: &str) -> String {
    let end = text.find([':', '=', ' ', '\t']).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(end).unwrap_or_default();
    match (is_usual(name), rest.trim_start().starts_with(':')) {
        (true, true) => format!("write `=` and not `:` behind {name}"),
        (true, false) if !rest.is_empty() => format!("write `=` behind {name}"),
        _ => "it is not NAME=value, and is not shown, since it may be a secret".to_owned(),
    }
}

/// Whether this may be the name of a variable, which may be shown.
pub(super) fn is_name(text: &str) -> bool {
    const LEAST: usize = 16;
    let of_name = |letter: char| letter.is_ascii_alphanumeric() || "_.-()".contains(letter);
    // Names of that length have their words divided.
    let is_key = text.len() >= LEAST
        && !text.contains(['_', '('])
        && text.contains(|letter: char| letter.is_ascii_digit());
    !text.is_empty() && text.chars().all(of_name) && !is_key
}

/// Whether this is the name of a variable, as all of them are written that servers read.
pub(super) fn is_usual(text: &str) -> bool {
    let of_name = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    text.starts_with(|letter: char| letter.is_ascii_uppercase() || letter == '_')
        && text.chars().all(of_name)
        && is_name(text)
}

/// Whether a file is one of variables by its name, such as `.env` or `confluence.env`.
pub(super) fn is_named_as_one(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    name.starts_with(".env") || name.ends_with(".env")
}

/// A value without the quotes and the comment that files of variables have.
fn unquoted(name: &str, value: &str) -> Result<String, String> {
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            let inner = rest.split_once(quote).map(|(inner, _)| inner.to_owned());
            return inner
                .ok_or_else(|| format!("the value of {name} has no quote at its end: a value has one line"));
        }
    }
    if value.starts_with(['“', '”', '„', '‘', '’']) {
        return Err(format!("the quotes of {name} are those of a text processor: write \" or none"));
    }
    Ok(value.split_once(" #").map_or(value, |(value, _)| value.trim_end()).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_variable_is_told_and_not_shown() {
        for (text, says) in [
            (
                "A=b\nCONFLUENCE_PERSONAL_TOKEN: NDc4CANARY",
                "line 2: write `=` and not `:` behind CONFLUENCE_PERSONAL_TOKEN",
            ),
            (
                "CONFLUENCE_PERSONAL_TOKEN : NDc4CANARY",
                "write `=` and not `:` behind CONFLUENCE_PERSONAL_TOKEN",
            ),
            (
                "CONFLUENCE_PERSONAL_TOKEN: NDc4CANARY=",
                "write `=` and not `:` behind CONFLUENCE_PERSONAL_TOKEN",
            ),
            ("CONFLUENCE_PERSONAL_TOKEN NDc4CANARY", "write `=` behind CONFLUENCE_PERSONAL_TOKEN"),
            ("export CONFLUENCE_PERSONAL_TOKEN NDc4CANARY==", "write `=` behind CONFLUENCE_PERSONAL_TOKEN"),
            ("NDc4CANARY", "not shown"),
            ("NDc4CANARY==", "not shown"),
            ("CANARYCANARY2345CANARY", "not shown"),
            ("CANARYCANARY2345CANARY=x", "not shown"),
            ("A=\"CANARY", "no quote at its end"),
            ("A=“CANARY”", "text processor"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(says) && !said.contains("CANARY"), "{text}: {said}");
        }
    }

    #[test]
    fn a_variable_is_read_however_a_shell_sets_it() {
        for (line, value) in [
            ("URL=https://x # y", Some("https://x")),
            ("export URL='a b'", Some("a b")),
            ("set URL=a=b", Some("a=b")),
            ("$env:URL = \"a\"", Some("a")),
            ("URL=", Some("")),
            ("URL", None),
        ] {
            assert_eq!(read(line).unwrap(), [("URL".to_owned(), value.map(str::to_owned))], "{line}");
        }
        assert!(read("http_proxy=a\nProgramFiles(x86)=b").is_ok());
        assert!(is_named_as_one("/a/.env.local") && is_named_as_one("ro.env") && !is_named_as_one("env"));
    }
}
