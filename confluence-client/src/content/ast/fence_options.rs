//! Options of a block of code on lines of their own at its beginning, as MyST and Sphinx write them: `:caption: a.py`.

use pulldown_cmark::CowStr;

use crate::content::fence::is_code;

/// Moves them behind the fence, where they mean what they say there.
pub(super) fn take(info: &mut CowStr<'_>, body: &mut String) {
    let word = info.strip_prefix('{').and_then(|info| info.split_once('}')).map(|(word, _)| word);
    if !word.is_some_and(is_code) {
        return;
    }
    let (mut options, mut length) = (String::new(), 0);
    for line in body.split_inclusive('\n') {
        let Some((name, value)) = option(line.trim()) else { break };
        length += line.len();
        options.push_str(&behind_fence(name, value));
    }
    if length == 0 {
        return;
    }
    let rest = body.get(length..).unwrap_or("");
    let rest = rest.strip_prefix('\n').unwrap_or(rest).to_owned();
    *info = CowStr::from(format!("{info}{options}"));
    *body = rest;
}

/// `:name: value`, `:name:`.
pub(super) fn option(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.strip_prefix(':')?.split_once(':')?;
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    (is_name && (value.is_empty() || value.starts_with(' '))).then(|| (name, value.trim()))
}

fn behind_fence(name: &str, value: &str) -> String {
    let name = match name {
        "caption" => "title",
        "lineno-start" | "number-lines" => "linenums",
        name => name,
    };
    let quote = if value.contains('"') { '\'' } else { '"' };
    if value.is_empty() { format!(" {name}") } else { format!(" {name}={quote}{value}{quote}") }
}
