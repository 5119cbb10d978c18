//! Functions of JSON: paths that do not begin with `$`, and the sum, the mean and the like of what a path leads to.

use super::token::{Kind, Token};
use super::{arguments, next};
use crate::error::Result;
use crate::sql::statement_error::fault;

/// What becomes of each; `*` is the value that the path leads to.
const OVER: &[(&str, &str)] = &[
    ("JSON_AVG", "avg(*)"),
    ("JSON_COUNT", "count(*)"),
    ("JSON_MAX", "max(*)"),
    ("JSON_MIN", "min(*)"),
    ("JSON_SUM", "sum(*)"),
];

pub(super) fn rewrite(tokens: &mut [Token<'_>]) -> Result<()> {
    // From the last to the first, so that what stands within another call is done before it.
    for at in (0..tokens.len()).rev() {
        let Some(token) = tokens.get(at).filter(|token| token.kind == Kind::Word) else { continue };
        let over = OVER.iter().find(|(name, _)| token.is(name));
        if over.is_none() && !token.is("JSON_EXTRACT") {
            continue;
        }
        let Some(open) = next(tokens, at + 1).filter(|at| tokens.get(*at).is_some_and(|it| it.is_sign("(")))
        else {
            continue;
        };
        let Some((commas, close)) = arguments(tokens, open) else { continue };
        match over {
            Some((name, made)) => rewrite_over(tokens, [at, open, close], &commas, name, made)?,
            None => commas.iter().for_each(|comma| root(tokens, *comma)),
        }
    }
    Ok(())
}

/// `'[0].grade'` is `'$[0].grade'`.
fn root(tokens: &mut [Token<'_>], comma: usize) {
    let Some(place) = next(tokens, comma + 1) else { return };
    if let Some(token) = tokens.get_mut(place)
        && let Some(path) = token.text()
        && !path.starts_with('$')
    {
        let quoted = quote(&rooted(&path));
        token.put(Kind::Text, quoted);
    }
}

fn rooted(path: &str) -> String {
    match path.as_bytes().first() {
        Some(b'$') | None => path.to_owned(),
        Some(b'[' | b'.') => format!("${path}"),
        _ => format!("$.{path}"),
    }
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// `JSON_SUM(x, '[x].score')` sums `score` of each part of x.
fn rewrite_over(
    tokens: &mut [Token<'_>],
    [at, open, close]: [usize; 3],
    commas: &[usize],
    name: &str,
    made: &str,
) -> Result<()> {
    let wrong = || fault(format!("{name} takes JSON and a path as text: {name}(Value, '$.scores[x]')"));
    let [comma] = commas else { return Err(wrong()) };
    let path =
        next(tokens, comma + 1).filter(|place| *place < close).and_then(|place| tokens.get(place)?.text());
    let path = rooted(&path.ok_or_else(wrong)?);
    let document: String =
        tokens.get(open + 1..*comma).unwrap_or_default().iter().map(|token| token.text.as_ref()).collect();
    let (list, range, rest) = parts(&path).ok_or_else(wrong)?;
    let value = if rest.is_empty() {
        "j.value".to_owned()
    } else {
        format!("json_extract(j.value, {})", quote(&format!("${rest}")))
    };
    let made = made.replace('*', &value);
    let list = quote(list);
    // The document in a SELECT of its own, whose names are those of the statement and not those of its parts.
    let sql = format!(
        "(SELECT {made} FROM (SELECT ({document}) AS document) AS d, json_each(d.document, {list}) AS j{range})"
    );
    tokens.iter_mut().take(close + 1).skip(at).for_each(Token::clear);
    if let Some(token) = tokens.get_mut(at) {
        token.put(Kind::Word, sql);
    }
    Ok(())
}

/// The path of the list, the condition for its parts, and what of each part is meant: `$.scores[2..]` is `$.scores`,
/// those from the third on, and all of them.
fn parts(path: &str) -> Option<(&str, String, &str)> {
    let all = (path, String::new(), "");
    let mut from = 0;
    while let Some(open) = path.get(from..)?.find('[').map(|at| at + from) {
        let close = path.get(open..)?.find(']')? + open;
        let inside = path.get(open + 1..close)?.trim();
        from = close + 1;
        let bound = |text: &str| text.is_empty() || text.bytes().all(|digit| digit.is_ascii_digit());
        let range = match inside.split_once("..") {
            Some((first, behind)) => {
                let (first, behind) =
                    (first.trim_end_matches('x').trim(), behind.trim_start_matches('x').trim());
                if !bound(first) || !bound(behind) {
                    return None;
                }
                let first = if first.is_empty() { String::new() } else { format!(" AND j.key >= {first}") };
                let behind = if behind.is_empty() { String::new() } else { format!(" AND j.key < {behind}") };
                format!(" WHERE 1{first}{behind}")
            }
            None if inside.eq_ignore_ascii_case("x") || inside == "*" => String::new(),
            None => continue,
        };
        return Some((path.get(..open)?, range, path.get(close + 1..)?));
    }
    Some(all)
}
