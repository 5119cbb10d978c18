//! What models call the parameters of macros, and the names under which those are stored.

use crate::storage::resource::Resource;

/// Gives parameters of a macro the names, and the kinds of values, that the macro has.
pub(crate) fn as_stored(macro_name: &str, parameters: &mut Vec<(String, String)>) {
    match macro_name {
        "jira" => name_query(parameters),
        "include" | "excerpt-include" => name_page(parameters),
        "anchor" => {
            if let [(only, _)] = parameters.as_mut_slice()
                && matches!(&**only, "name" | "id" | "anchor")
            {
                "default".clone_into(only);
            }
        }
        _ => {}
    }
}

/// The page of an include macro is its nameless parameter, which nobody guesses: `page=Title`, `space=KEY`.
fn name_page(parameters: &mut Vec<(String, String)>) {
    if let Some((_, value)) = parameters.iter_mut().find(|(name, _)| name == "default") {
        if !value.is_empty() && Resource::parse(value).is_none() {
            *value = format!("page:{value}");
        }
        return;
    }
    let place = |wanted: &[&str]| parameters.iter().position(|(name, _)| wanted.contains(&name.as_str()));
    let Some(page) = place(&["page", "title", "pageTitle"]) else { return };
    let space =
        place(&["space", "spaceKey"]).and_then(|at| parameters.get(at)).map(|(_, value)| value.clone());
    if let Some((name, value)) = parameters.get_mut(page) {
        let title = value.strip_prefix("page:").unwrap_or(value);
        *value = match &space {
            Some(space) => format!("page:{space}/{title}"),
            None => format!("page:{title}"),
        };
        "default".clone_into(name);
    }
    parameters.retain(|(name, _)| !matches!(name.as_str(), "space" | "spaceKey"));
}

/// What models call the parameters of the macro for issues.
fn name_query(parameters: &mut [(String, String)]) {
    for (wanted, guesses) in
        [("jqlQuery", ["jql", "query"].as_slice()), ("key", &["issue", "issueKey", "issuekey"])]
    {
        let is_set = parameters.iter().any(|(name, _)| name == wanted);
        if let Some((name, _)) = parameters.iter_mut().find(|(name, _)| !is_set && guesses.contains(&&**name))
        {
            wanted.clone_into(name);
        }
    }
}

/// Whether Markdown shows a parameter of this name: it is an attribute of a directive.
pub(crate) fn is_shown(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':'))
}
