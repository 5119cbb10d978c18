//! Every public method of `Wiki` is tried against a policy.
//!
//! The methods are read from the sources of the client, the cases from the table of
//! `tests/it/client/policy_everywhere`. A case is a pair of a name and a call: the name begins with the method, or with
//! `Type::method` where a builder of `wiki` sends, and the call has to call it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

use crate::{Result, step::root};

const SOURCES: &str = "confluence-client/src/";
/// Where builders that send are: the face, and not what it is made of.
const FACE: [&str; 2] = ["confluence-client/src/wiki.rs", "confluence-client/src/wiki/"];
/// The table of topics in the documentation of `Wiki`.
const TOPICS: &str = "confluence-client/src/wiki/topics.md";
const TABLE: &str = "tests/it/client/policy_everywhere/cases.rs";

/// Methods that need no case, and why.
const WITHOUT_CASE: [(&str, &str); 14] = [
    ("new", "makes a wiki without a policy, and sends nothing"),
    ("with_policy", "sets the policy, and sends nothing"),
    ("with_client", "sends nothing; `a_policy_stays_with_every_clone` tests it"),
    ("with_time_zone", "says how dates are meant, and sends nothing"),
    ("time_zone", "sends nothing"),
    ("client", "hands out the client below, which knows no policy and says so"),
    ("policy", "sends nothing"),
    ("site", "sends nothing"),
    ("edit", "begins an edit; what it sends are the cases `PageEdit::..`"),
    ("List::slice", "every list of the table is asked for a slice"),
    ("List::stream", "every list of the table is streamed"),
    ("AttachmentDownload::chunk", "the file was checked when the download was opened"),
    ("AttachmentDownload::bytes", "the file was checked when the download was opened"),
    ("AttachmentDownload::into_stream", "the file was checked when the download was opened"),
];

/// What a function answers with that sends as it is polled.
const SENDS: [&str; 4] = ["BoxFuture", "BoxStream", "List", "Stream"];

pub(crate) fn faults(files: &[String]) -> Result<Vec<String>> {
    let read = |file: &str| fs::read_to_string(root().join(file)).map_err(|error| format!("{file}: {error}"));
    let mut methods = BTreeMap::new();
    for file in files.iter().filter(|file| file.starts_with(SOURCES) && file.ends_with(".rs")) {
        methods.extend(methods_of(file, &tokens(file, &read(file)?)?));
    }
    let mut found = compare(&methods, &cases(&tokens(TABLE, &read(TABLE)?)?));
    found.extend(unlisted(&methods, &read(TOPICS)?));
    Ok(found)
}

/// The methods of `Wiki` that its table of topics does not name: nobody would find them.
fn unlisted(methods: &BTreeMap<String, String>, topics: &str) -> Vec<String> {
    let of_wiki = methods.iter().filter(|(method, _)| !method.contains("::"));
    let missing = of_wiki.filter(|(method, _)| !topics.contains(&format!("](Wiki::{method})")));
    missing.map(|(method, file)| format!("{file}: `{method}` stands under no topic of {TOPICS}")).collect()
}

fn tokens(file: &str, text: &str) -> Result<Vec<TokenTree>> {
    let stream: TokenStream = text.parse().map_err(|error| format!("{file}: {error}"))?;
    Ok(stream.into_iter().collect())
}

/// A case, and the methods that its call calls.
struct Case {
    method: String,
    name: String,
    calls: BTreeSet<String>,
}

fn compare(methods: &BTreeMap<String, String>, cases: &[Case]) -> Vec<String> {
    let excused: BTreeSet<&str> = WITHOUT_CASE.iter().map(|(method, _)| *method).collect();
    let tried: BTreeSet<&str> = cases.iter().map(|case| case.method.as_str()).collect();
    let mut found = Vec::new();
    for (method, file) in methods {
        if !tried.contains(method.as_str()) && !excused.contains(method.as_str()) {
            found.push(format!("{file}: `{method}` has no policy case: add one to {TABLE}"));
        }
    }
    for case in cases {
        let Case { method, name, calls } = case;
        if !methods.contains_key(method) {
            found.push(format!("{TABLE}: the case `{name}` begins with no public method of `Wiki`"));
        } else if !calls.contains(method.rsplit("::").next().unwrap_or_default()) {
            found.push(format!("{TABLE}: the case `{name}` does not call `{method}`"));
        }
    }
    for (method, _) in WITHOUT_CASE {
        if !methods.contains_key(method) {
            found.push(format!("xtask/src/tidy/policy_cases.rs: `{method}` needs no case, and is no method"));
        } else if tried.contains(method) {
            found.push(format!("xtask/src/tidy/policy_cases.rs: `{method}` needs no case, and has one"));
        }
    }
    found
}

/// The public methods of `Wiki`, and of other types of the face those that send, by name, with their file.
fn methods_of(file: &str, tokens: &[TokenTree]) -> BTreeMap<String, String> {
    let is_face = FACE.iter().any(|part| file.starts_with(part));
    let mut found = BTreeMap::new();
    for (of, body) in impls(tokens) {
        for Method { name, sends } in public(body) {
            match of.as_str() {
                "Wiki" => found.insert(name, file.to_owned()),
                _ if is_face && sends => found.insert(format!("{of}::{name}"), file.to_owned()),
                _ => None,
            };
        }
    }
    found
}

/// The inherent `impl` blocks, those inside of macros and modules as well, tests aside.
fn impls(tokens: &[TokenTree]) -> Vec<(String, Group)> {
    let mut found = Vec::new();
    let mut rest = tokens;
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            TokenTree::Punct(mark) if mark.as_char() == '#' && is_test(after.first()) => {
                rest = after_item(after)
            }
            TokenTree::Ident(word) if word == "impl" => {
                let Some(at) = after.iter().position(is_body) else { continue };
                let (head, body) = after.split_at(at);
                if let ([TokenTree::Group(body), ..], Some(of)) = (body, inherent(head)) {
                    found.push((of, body.clone()));
                    rest = after.get(at + 1..).unwrap_or_default();
                }
            }
            TokenTree::Group(group) => {
                found.extend(impls(&group.stream().into_iter().collect::<Vec<_>>()));
            }
            _ => {}
        }
    }
    found
}

/// The type of `impl<T> Type<T>`; nothing for the `impl` of a trait, or for `impl Trait` in a signature.
fn inherent(head: &[TokenTree]) -> Option<String> {
    let of_trait = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "for");
    let in_signature = |token: &TokenTree| matches!(token, TokenTree::Group(_)) || is_mark(token, ';');
    if head.iter().any(|token| of_trait(token) || in_signature(token)) {
        return None;
    }
    let mut depth = 0_i32;
    let mut path = None;
    for token in head {
        match token {
            _ if is_mark(token, '<') => depth += 1,
            _ if is_mark(token, '>') => depth -= 1,
            TokenTree::Ident(word) if depth == 0 && word == "where" => break,
            TokenTree::Ident(word) if depth == 0 => path = Some(word.to_string()),
            _ => {}
        }
    }
    path
}

struct Method {
    name: String,
    /// Whether it is `async`, or answers with what sends later.
    sends: bool,
}

/// The functions that are `pub` for everybody.
fn public(body: Group) -> Vec<Method> {
    let tokens: Vec<TokenTree> = body.stream().into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let rest = tokens.get(at + 1..).unwrap_or_default();
        if !matches!(token, TokenTree::Ident(word) if word == "pub") {
            continue;
        }
        // `pub(super)` is followed by a group, and ends the words at once.
        let words: Vec<&Ident> = rest.iter().map_while(ident).collect();
        let Some(is_fn) = words.iter().position(|word| *word == "fn") else { continue };
        let Some(name) = words.get(is_fn + 1) else { continue };
        let signature = rest.iter().take_while(|token| !is_body(token)).skip(is_fn);
        let answer = signature.skip_while(|token| !is_mark(token, '-')).map_while(|token| match token {
            TokenTree::Ident(word) if word == "where" => None,
            token => Some(token),
        });
        let later = answer.filter_map(ident).any(|word| SENDS.iter().any(|one| word == one));
        let sends = later || words.iter().any(|word| *word == "async");
        found.push(Method { name: name.to_string(), sends });
    }
    found
}

/// The pairs of the tables: `("name", call)`, at any depth.
fn cases(tokens: &[TokenTree]) -> Vec<Case> {
    let mut found = Vec::new();
    let mut before = None;
    for token in tokens {
        // What a function or a macro is passed is no row of a table.
        let is_passed = before.is_some_and(|token| ident(token).is_some() || is_mark(token, '!'));
        before = Some(token);
        let TokenTree::Group(group) = token else { continue };
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        if let [TokenTree::Literal(name), comma, call @ ..] = inner.as_slice()
            && group.delimiter() == Delimiter::Parenthesis
            && !is_passed
            && is_mark(comma, ',')
            && let Some(name) = plain(&name.to_string())
        {
            let method = name.split(' ').next().unwrap_or_default().to_owned();
            found.push(Case { method, name, calls: calls(call) });
            continue;
        }
        found.extend(cases(&inner));
    }
    found
}

/// The names that stand behind a dot.
fn calls(tokens: &[TokenTree]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, token) in tokens.iter().enumerate() {
        match (token, tokens.get(at + 1)) {
            (TokenTree::Group(group), _) => {
                found.extend(calls(&group.stream().into_iter().collect::<Vec<_>>()));
            }
            (dot, Some(TokenTree::Ident(name))) if is_mark(dot, '.') => {
                found.insert(name.to_string());
            }
            _ => {}
        }
    }
    found
}

fn plain(literal: &str) -> Option<String> {
    Some(literal.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

fn ident(token: &TokenTree) -> Option<&Ident> {
    match token {
        TokenTree::Ident(word) => Some(word),
        _ => None,
    }
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn is_body(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

fn is_test(attribute: Option<&TokenTree>) -> bool {
    matches!(attribute, Some(TokenTree::Group(group))
        if group.stream().to_string().split_whitespace().collect::<String>() == "cfg(test)")
}

/// What follows an item: behind its body, or its semicolon.
fn after_item(tokens: &[TokenTree]) -> &[TokenTree] {
    let end = tokens.iter().position(|token| is_body(token) || is_mark(token, ';'));
    end.and_then(|end| tokens.get(end + 1..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, table: &str) -> Vec<String> {
        let file = "confluence-client/src/wiki/planted.rs";
        let methods = methods_of(file, &tokens(file, source).unwrap());
        let found = compare(&methods, &cases(&tokens(TABLE, table).unwrap()));
        found.into_iter().filter(|fault| !fault.starts_with("xtask")).collect()
    }

    #[test]
    fn a_method_without_a_case_is_named() {
        let source = "impl Wiki { pub async fn plunder(&self) -> Result<()> {} pub(super) fn own(&self) {} fn own2() {} }";
        let found = check(source, "");
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("planted.rs: `plunder` has no policy case"), "{found:?}");
        let table = r#"fn reads() { vec![("plunder by night", with!(page, wiki => wiki.plunder(page)))] }"#;
        assert!(check(source, table).is_empty(), "{:?}", check(source, table));
    }

    #[test]
    fn a_method_under_no_topic_is_named() {
        let methods = BTreeMap::from([("plunder".to_owned(), "planted.rs".to_owned())]);
        assert!(unlisted(&methods, "| Raids | [`plunder`](Wiki::plunder) |").is_empty());
        let found = unlisted(&methods, "| Raids | [`plunder_all`](Wiki::plunder_all) |");
        assert!(found[0].contains("`plunder` stands under no topic"), "{found:?}");
    }

    #[test]
    fn a_case_has_to_call_its_method() {
        let source = "impl Wiki { pub fn plunder(&self) {} }";
        let found = check(source, r#"[("plunder", call(wiki.page(1)))]"#);
        assert!(found[0].contains("`plunder` does not call"), "{found:?}");
        let found = check(source, r#"[("plunder", wiki.plunder()), ("rob", wiki.rob())]"#);
        assert!(found[0].contains("`rob` begins with no public method"), "{found:?}");
        let found = check(source, r#"note("plunder", wiki.plunder())"#);
        assert!(found[0].contains("`plunder` has no policy case"), "what a function is passed: {found:?}");
    }

    #[test]
    fn builders_need_cases_for_what_they_send() {
        let source = "impl<T: Send + 'static> Raid<T> where T: Copy { pub fn plan(self, of: impl Into<String>) -> Self {} \
            pub async fn send(self) {} pub fn all(self) -> BoxStream<'static, T> {} \
            pub fn of<S>(rows: S) -> Self where S: Stream {} } \
            impl fmt::Debug for Raid { pub async fn fmt() {} } \
            #[cfg(test)] mod tests { impl Wiki { pub fn only_here() {} } } \
            fn free(body: impl Fn()) { raid() }";
        let found = check(source, "");
        let methods: Vec<&str> = found.iter().filter_map(|fault| fault.split('`').nth(1)).collect();
        assert_eq!(methods, ["Raid::all", "Raid::send"]);
    }

    #[test]
    fn methods_in_a_macro_count_too() {
        assert_eq!(check("topics! { impl Wiki { pub fn plunder() {} } }", "").len(), 1);
    }

    #[test]
    fn every_method_of_the_sources_has_a_case() {
        let files = crate::tidy::tracked().unwrap();
        assert_eq!(faults(&files).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn the_sources_are_found_at_all() {
        let file = "confluence-client/src/wiki/pages.rs";
        let text = fs::read_to_string(root().join(file)).unwrap();
        assert!(methods_of(file, &tokens(file, &text).unwrap()).contains_key("page"));
    }
}
