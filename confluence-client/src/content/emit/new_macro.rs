//! The parameters of a macro that is new, under the names by which models know them.

use super::Emitter;
use crate::content::ast::directive::Directive;

/// Macros with a title above their body.
const TITLED: [&str; 7] = ["expand", "panel", "info", "note", "tip", "warning", "ui-expand"];

impl Emitter<'_> {
    /// The parameters of a new macro. A label can only be the title of one that has a title.
    pub(super) fn new_parameters(
        &self,
        at: usize,
        name: &str,
        directive: &Directive,
    ) -> Vec<(String, String)> {
        let mut parameters = directive.parameters().to_vec();
        if let Some(key) = directive.issue_key().filter(|_| name == "jira") {
            return vec![("key".to_owned(), key.to_owned())];
        }
        if name == "jira" {
            name_query(&mut parameters);
        }
        let names_page = matches!(name, "include" | "excerpt-include");
        let nameless = directive.label.clone().filter(|_| name == "anchor" || names_page);
        let takes_label = nameless.is_some() && directive.attribute("default").is_none();
        if let Some(value) = nameless.filter(|_| takes_label) {
            let named = if names_page { "page" } else { "default" };
            parameters.insert(0, (named.to_owned(), value));
        }
        if names_page {
            name_page(&mut parameters);
        }
        if let (true, [(only, _)]) = (name == "anchor", parameters.as_mut_slice())
            && matches!(&**only, "name" | "id" | "anchor")
        {
            "default".clone_into(only);
        }
        if let Some(label) = directive.label.as_ref().filter(|_| !takes_label) {
            if TITLED.contains(&name) && directive.attribute("title").is_none() {
                parameters.insert(0, ("title".to_owned(), label.clone()));
            } else {
                let message = format!(
                    "`[{label}]` of `{name}` was left out: the macro has no label; write `{name}{{parameter=value}}`"
                );
                self.source.note(at, message);
            }
        }
        for word in &directive.words {
            let message = format!("`{word}` of `{name}` was left out; a parameter is written `name=value`");
            self.source.note(at, message);
        }
        parameters
    }
}

/// The page of an include macro is its nameless parameter, which nobody guesses: `page=Title`, `space=KEY`.
fn name_page(parameters: &mut Vec<(String, String)>) {
    let place = |wanted: &[&str]| parameters.iter().position(|(name, _)| wanted.contains(&name.as_str()));
    if place(&["default"]).is_some() {
        return;
    }
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
