//! What models call the parameters of macros, and the names under which those are stored.

use crate::storage::resource::Resource;

/// Macros whose `name` is that of a file.
const SHOWS_FILE: [&str; 6] = ["multimedia", "view-file", "viewdoc", "viewpdf", "viewppt", "viewxls"];

/// Names of parameters that are easily written in another case.
static CASED: [(&str, &[&str]); 5] = [
    ("children", &["excerptType"]),
    ("contentbylabel", &["excerptType", "showLabels", "showSpace"]),
    ("jira", &["columnIds", "jqlQuery", "maximumIssues", "serverId", "showSummary"]),
    ("panel", &["bgColor", "borderColor", "borderStyle", "borderWidth", "titleBGColor", "titleColor"]),
    ("toc", &["absoluteUrl", "maxLevel", "minLevel"]),
];

/// Gives parameters that a macro is to get the names, and the kinds of values, that it has. Of one that is there, `present`
/// are the names of its parameters: a name that is one of them is meant as it is.
pub(crate) fn as_stored(macro_name: &str, parameters: &mut Vec<(String, String)>, present: &[&str]) {
    match macro_name {
        "jira" => name_query(parameters, present),
        "include" | "excerpt-include" => name_page(parameters, present),
        "anchor" => {
            if let [(only, _)] = parameters.as_mut_slice()
                && matches!(&**only, "name" | "id" | "anchor")
            {
                "default".clone_into(only);
            }
        }
        _ if SHOWS_FILE.contains(&macro_name) => {
            let name = parameters.iter_mut().find(|(name, _)| name.eq_ignore_ascii_case("name"));
            if let Some((_, value)) = name {
                address(value, "attachment:");
            }
        }
        _ => {}
    }
    spell(macro_name, parameters, present);
}

/// The name that a parameter has, where that is another one only in its case.
pub(crate) fn spelt<'a>(macro_name: &str, name: &str, present: &[&'a str]) -> Option<&'a str> {
    if present.contains(&name) {
        return None;
    }
    let known = CASED.iter().find(|(of, _)| *of == macro_name).map_or(&[][..], |(_, names)| names);
    let mut names = present.iter().chain(known);
    names.find(|known| known.eq_ignore_ascii_case(name)).copied().filter(|known| *known != name)
}

/// Confluence takes `maxlevel` for another parameter than `maxLevel`, which nobody means. What is said last counts.
fn spell(macro_name: &str, parameters: &mut Vec<(String, String)>, present: &[&str]) {
    let mut named: Vec<(String, String)> = Vec::with_capacity(parameters.len());
    for (name, value) in parameters.drain(..) {
        let Some(name) = spelt(macro_name, &name, present) else {
            named.push((name, value));
            continue;
        };
        named.retain(|(other, _)| other != name);
        named.push((name.to_owned(), value));
    }
    *parameters = named;
}

/// A value that names something, as a URL.
fn address(value: &mut String, scheme: &str) {
    if !value.is_empty() && Resource::parse(value).is_none() {
        value.insert_str(0, scheme);
    }
}

/// `DOC:Title`, as these macros took a page of another space before pages had elements: its space and its title.
fn in_space(value: &str) -> Option<(&str, &str)> {
    let (space, title) = value.split_once(':')?;
    let is_key = space.starts_with('~') && space.len() > 1
        || space.starts_with(|first: char| first.is_ascii_uppercase())
            && space.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    (is_key && !title.is_empty() && !title.starts_with(char::is_whitespace)).then_some((space, title))
}

/// The page of an include macro is its nameless parameter, which nobody guesses: `page=Title`, `space=KEY`.
fn name_page(parameters: &mut Vec<(String, String)>, present: &[&str]) {
    if let Some((_, value)) = parameters.iter_mut().find(|(name, _)| name == "default") {
        match in_space(value) {
            Some((space, title)) => *value = format!("page:{space}/{title}"),
            None => address(value, "page:"),
        }
        return;
    }
    let is_one = |name: &str, wanted: &[&str]| wanted.contains(&name) && !present.contains(&name);
    let place = |wanted: &[&str]| parameters.iter().position(|(name, _)| is_one(name, wanted));
    let Some(page) = place(&["page", "title", "pageTitle"]) else { return };
    let space =
        place(&["space", "spaceKey"]).and_then(|at| parameters.get(at)).map(|(_, value)| value.clone());
    if let Some((name, value)) = parameters.get_mut(page) {
        let title = value.strip_prefix("page:").unwrap_or(value);
        *value = match (space.as_deref().map(|space| (space, title)), in_space(value)) {
            (Some((space, title)), _) | (None, Some((space, title))) => format!("page:{space}/{title}"),
            (None, None) => format!("page:{title}"),
        };
        "default".clone_into(name);
    }
    parameters.retain(|(name, _)| !is_one(name, &["space", "spaceKey"]));
}

/// What models call the parameters of the macro for issues.
fn name_query(parameters: &mut [(String, String)], present: &[&str]) {
    for (wanted, guesses) in
        [("jqlQuery", ["jql", "query"].as_slice()), ("key", &["issue", "issueKey", "issuekey"])]
    {
        let is_set = parameters.iter().any(|(name, _)| name == wanted);
        let is_guess = |name: &str| !is_set && guesses.contains(&name) && !present.contains(&name);
        if let Some((name, _)) = parameters.iter_mut().find(|(name, _)| is_guess(name)) {
            wanted.clone_into(name);
        }
    }
}

/// The name of a parameter in Markdown.
pub(crate) fn shown_name(name: &str) -> &str {
    if name.is_empty() { "default" } else { name }
}

/// Whether Markdown shows a parameter of this name: it is an attribute of a directive.
pub(crate) fn is_shown(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(macro_name: &str, given: &[(&str, &str)], present: &[&str]) -> Vec<(String, String)> {
        let mut parameters =
            given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        as_stored(macro_name, &mut parameters, present);
        parameters
    }

    #[test]
    fn a_name_in_another_case_is_the_parameter_that_is_there_or_that_the_macro_has() {
        for (macro_name, given, present, name) in [
            ("toc", "maxlevel", &["maxLevel"][..], "maxLevel"),
            ("toc", "MAXLEVEL", &[], "maxLevel"),
            ("toc", "maxlevel", &["maxlevel", "maxLevel"], "maxlevel"),
            ("panel", "bgcolor", &[], "bgColor"),
            ("of-an-app", "Depth", &["depth"], "depth"),
            ("of-an-app", "Depth", &[], "Depth"),
        ] {
            let named = stored(macro_name, &[(given, "3")], present);
            assert_eq!(named, [(name.to_owned(), "3".to_owned())], "{given}");
        }
        let twice = stored("toc", &[("maxLevel", "2"), ("style", "disc"), ("maxlevel", "3")], &[]);
        assert_eq!(twice.len(), 2);
        assert!(twice.contains(&("maxLevel".to_owned(), "3".to_owned())), "{twice:?}");
    }

    #[test]
    fn pages_and_files_are_named_by_their_addresses() {
        for (macro_name, given, present, named) in [
            ("include", ("page", "Other page"), &["default"][..], ("default", "page:Other page")),
            ("include", ("default", "Other page"), &["default"], ("default", "page:Other page")),
            ("include", ("default", "DOC:Other page"), &["default"], ("default", "page:DOC/Other page")),
            ("excerpt-include", ("page", "~ada:My page"), &[], ("default", "page:~ada/My page")),
            ("include", ("default", "API: how"), &[], ("default", "page:API: how")),
            ("excerpt-include", ("page", "P"), &["page"], ("page", "P")),
            ("view-file", ("name", "new.pdf"), &["name"], ("name", "attachment:new.pdf")),
            ("view-file", ("name", "attachment:new.pdf"), &[], ("name", "attachment:new.pdf")),
            ("excerpt-include", ("name", "gist"), &[], ("name", "gist")),
        ] {
            let (name, value) = named;
            assert_eq!(stored(macro_name, &[given], present), [(name.to_owned(), value.to_owned())]);
        }
    }
}
