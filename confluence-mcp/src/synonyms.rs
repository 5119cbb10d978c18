//! Synonyms of arguments: the names that models guess, and what they mean here.

use rmcp::model::JsonObject;
use serde_json::Value;

/// A guessed name, and the arguments that it may stand for: it is taken where a tool has exactly one of them.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("id", &["page_id", "attachment_id", "comment_id", "task_id"]),
    ("page", &["page_id", "parent_id"]),
    ("parent_id", &["target_parent_id", "comment_id"]),
    ("parent_comment_id", &["comment_id"]),
    ("reply_to", &["comment_id"]),
    ("in_reply_to", &["comment_id"]),
    ("selection", &["text_selection"]),
    ("selected_text", &["text_selection"]),
    ("highlighted_text", &["text_selection"]),
    ("quote", &["text_selection"]),
    ("passage", &["text_selection"]),
    ("inline_text", &["text_selection"]),
    ("content_id", &["page_id"]),
    ("page_id", &["content_id", "parent_id"]),
    ("new_parent_id", &["target_parent_id", "parent_id"]),
    ("target_page_id", &["target_parent_id"]),
    ("source_page_id", &["page_id"]),
    ("status", &["resolved", "done"]),
    ("resolution", &["resolved"]),
    ("completed", &["done"]),
    ("version1", &["from_version"]),
    ("version2", &["to_version"]),
    ("version_a", &["from_version"]),
    ("version_b", &["to_version"]),
    ("old_version", &["from_version"]),
    ("new_version", &["to_version"]),
    ("parent_page_id", &["parent_id", "target_parent_id"]),
    ("parent", &["parent_id", "target_parent_id"]),
    ("ancestor_id", &["parent_id"]),
    ("folder_id", &["parent_id"]),
    ("target_id", &["target_parent_id"]),
    ("url", &["page_id", "content_id"]),
    ("page_url", &["page_id", "content_id"]),
    ("link", &["page_id", "content_id"]),
    ("page_link", &["page_id", "content_id"]),
    ("address", &["page_id", "content_id"]),
    ("expected_version", &["version"]),
    ("version_number", &["version"]),
    ("base_version", &["version"]),
    ("current_version", &["version"]),
    ("page_version", &["version"]),
    ("cql", &["query"]),
    ("q", &["query"]),
    ("search", &["query"]),
    ("search_query", &["query"]),
    ("keywords", &["query"]),
    ("space", &["space_key", "spaces_filter", "target_space_key"]),
    ("space_id", &["space_key"]),
    ("key", &["space_key"]),
    ("space_key", &["spaces_filter", "target_space_key"]),
    ("space_keys", &["spaces_filter"]),
    ("keys", &["query"]),
    ("spaces", &["spaces_filter"]),
    ("text", &["content", "query"]),
    ("body", &["content"]),
    ("markdown", &["content"]),
    ("value", &["content"]),
    ("comment", &["message", "content"]),
    ("version_comment", &["message"]),
    ("version_message", &["message"]),
    ("body_format", &["content_format", "format"]),
    ("content_format", &["format"]),
    ("representation", &["content_format", "format"]),
    ("content_representation", &["content_format"]),
    ("name", &["labels", "filename", "query", "user_ids", "procedure", "key"]),
    ("property_key", &["key"]),
    ("property_name", &["key"]),
    ("names", &["labels"]),
    ("tag", &["labels"]),
    ("tags", &["labels"]),
    ("steps", &["edits"]),
    ("edits", &["steps"]),
    ("edit", &["steps"]),
    ("operations", &["steps"]),
    ("ops", &["steps"]),
    ("changes", &["steps"]),
    ("preview", &["dry_run"]),
    ("dryrun", &["dry_run"]),
    ("max", &["limit"]),
    ("max_results", &["limit"]),
    ("count", &["limit"]),
    ("page_size", &["limit"]),
    ("next_cursor", &["cursor"]),
    ("new_title", &["title"]),
    ("page_title", &["title"]),
    ("filter", &["query", "kind"]),
    ("attachment_name", &["filename"]),
    ("file_name", &["filename"]),
    ("file", &["file_path"]),
    ("path", &["file_path", "save_to"]),
    ("file_path", &["save_to"]),
    ("user", &["user_ids", "user_identifier", "assignee_id"]),
    ("user_id", &["user_ids", "user_identifier", "assignee_id"]),
    ("account_id", &["user_ids", "user_identifier", "assignee_id"]),
    ("account_ids", &["user_ids"]),
    ("username", &["user_ids", "user_identifier", "assignee_id", "query"]),
    ("user_key", &["user_ids", "user_identifier", "assignee_id"]),
    ("identifier", &["user_ids", "user_identifier"]),
    ("users", &["user_ids"]),
    ("email", &["query", "user_ids"]),
    ("table_name", &["table"]),
    ("statement", &["sql", "procedure"]),
    ("sql", &["procedure"]),
    ("procedure_name", &["procedure"]),
    ("params", &["parameters"]),
    ("assigned_to", &["assignee_id"]),
    ("person", &["user_ids", "user_identifier", "assignee_id"]),
    ("type", &["kind"]),
    ("content_type", &["kind"]),
    ("version_from", &["from_version"]),
    ("version_to", &["to_version"]),
    ("from", &["from_version"]),
    ("to", &["to_version"]),
    ("is_draft", &["draft"]),
    ("is_minor_edit", &["minor_edit"]),
    ("archived", &["include_archived"]),
    ("max_depth", &["depth"]),
    ("recursive", &["include_children"]),
    ("delete_children", &["include_children"]),
    ("include_descendants", &["include_children"]),
];

/// Words that models write for a value of a choice, by the argument.
const VALUES: &[(&str, &str, &str)] = &[
    ("format", "md", "markdown"),
    ("format", "raw", "storage"),
    ("format", "xhtml", "storage"),
    ("format", "xml", "storage"),
    ("format", "plain", "text"),
    ("format", "plain_text", "text"),
    ("format", "rendered", "view"),
    ("format", "export_view", "view"),
    ("format", "html", "view"),
    ("content_format", "md", "markdown"),
    ("content_format", "xhtml", "storage"),
    ("content_format", "raw", "storage"),
    ("operation", "view", "read"),
    ("operation", "edit", "update"),
    ("operation", "write", "update"),
    ("operation", "change", "update"),
    ("position", "above", "before"),
    ("position", "below", "after"),
    ("position", "child", "append"),
    ("position", "inside", "append"),
    ("position", "under", "append"),
    ("position", "last", "append"),
    ("kind", "blog_post", "blogpost"),
    ("kind", "blog", "blogpost"),
    ("kind", "post", "blogpost"),
    ("kind", "unresolved", "open"),
];

const NARROWED: &str =
    "Narrow the search in `query`, as CQL: type = page and label = \"howto\" and creator = currentUser().";
/// Arguments that a tool has not, by the tool, and what to do in place of them.
const ELSEWHERE: &[(&str, &[&str], &str)] = &[
    (
        "confluence_search",
        &[
            "type",
            "types",
            "content_type",
            "kind",
            "label",
            "labels",
            "tag",
            "tags",
            "title",
            "creator",
            "author",
            "contributor",
            "ancestor",
            "ancestor_id",
            "parent_id",
            "page_id",
            "since",
            "created",
            "created_after",
            "updated",
            "modified",
            "updated_after",
            "modified_after",
            "sort",
            "sort_by",
            "order",
            "order_by",
        ],
        NARROWED,
    ),
    (
        "confluence_update_page",
        &["parent_id", "parent", "parent_page_id", "new_parent_id", "target_parent_id"],
        "Leave it out; confluence_move_page puts the page below another one.",
    ),
    (
        "confluence_create_page",
        &["label", "labels", "tag", "tags"],
        "Leave it out; confluence_add_label puts labels on the page that is made.",
    ),
    ("confluence_create_page", LOOKS, OF_PROPERTIES),
    ("confluence_update_page", LOOKS, OF_PROPERTIES),
    (
        "confluence_get_page_children",
        &["recursive", "include_descendants", "include_children", "all"],
        "Leave it out; `depth` says how many levels are listed.",
    ),
    (
        "confluence_delete_page",
        &["purge", "permanently", "permanent", "force"],
        "Leave it out: what is trashed here is purged in the browser alone.",
    ),
    (
        "confluence_list_spaces",
        &["space_key"],
        "Give the key as `query`, which is a part of a key or of a name.",
    ),
];

/// How a page looks, which its properties say.
const LOOKS: &[&str] =
    &["page_width", "width", "full_width", "appearance", "emoji", "icon", "title_emoji", "emoji_title"];
const OF_PROPERTIES: &str = "Leave it out; on Cloud confluence_set_property does it to a page that is there: `key` \
    content-appearance-published with the `value` \"full-width\" or \"default\", or emoji-title-published with the code of \
    the emoji, as \"1f4d8\".";

const MINOR: &str = "whoever watches the page may be told of the change";

/// Arguments of other servers that change nothing here, and why.
const WITHOUT_EFFECT: &[(&str, &str)] = &[
    ("convert_to_markdown", "pages come as Markdown, and as their source with `format` set to `storage`"),
    ("include_metadata", "the facts of a page always come with its text"),
    ("include_content", "the answer has no text of pages: confluence_get_page reads it"),
    ("enable_heading_anchors", "Confluence makes the anchors of headings by itself"),
    ("is_minor_edit", MINOR),
    ("minor_edit", MINOR),
    ("cloud_id", "the site is the one that this server is connected to"),
];

/// Takes out what a tool does not have and what changes nothing, and tells why.
pub(crate) fn without_effect(arguments: &mut JsonObject, has: impl Fn(&str) -> bool) -> Vec<String> {
    let mut notes = Vec::new();
    arguments.retain(|name, _| {
        let plain = snake(name);
        let known = WITHOUT_EFFECT.iter().find(|(other, _)| *other == plain).filter(|_| !has(name));
        notes.extend(known.map(|(_, why)| format!("`{name}` has no effect here: {why}")));
        known.is_none()
    });
    notes
}

/// What to do in place of an argument that a tool has not, where something else does it.
pub(crate) fn elsewhere(tool: &str, argument: &str) -> Option<&'static str> {
    let argument = snake(argument);
    let fits = |row: &&(&str, &[&str], &str)| row.0 == tool && row.1.contains(&&*argument);
    ELSEWHERE.iter().find(fits).map(|row| row.2)
}

/// Puts the values of choices in the words of the schema: only what the tool does not know itself.
pub(crate) fn reword(arguments: &mut JsonObject, choices: impl Fn(&str) -> Vec<String>) {
    let plain = |text: &str| text.trim().to_ascii_lowercase().replace(['_', '-', ' '], "");
    for (argument, value) in arguments.iter_mut() {
        let Value::String(text) = value else { continue };
        let known = choices(argument);
        if !known.contains(text)
            && let Some(choice) = known.iter().find(|choice| plain(choice) == plain(text))
        {
            text.clone_from(choice);
        }
    }
    for (argument, written, meant) in VALUES {
        let Some(Value::String(value)) = arguments.get_mut(*argument) else { continue };
        if value.trim().eq_ignore_ascii_case(written) {
            let known = choices(argument);
            if !known.iter().any(|choice| choice == value) && known.iter().any(|choice| choice == meant) {
                (*meant).clone_into(value);
            }
        }
    }
}

/// Renames the arguments that a tool does not have to those that are meant, unless that would be a guess of ours too.
pub(crate) fn rename(arguments: &mut JsonObject, has: impl Fn(&str) -> bool) {
    let foreign: Vec<String> = arguments.keys().filter(|name| !has(name)).cloned().collect();
    for name in foreign {
        if let Some(meant) = meant(&name, arguments, &has)
            && let Some(value) = arguments.remove(&name)
        {
            arguments.insert(meant, value);
        }
    }
}

fn meant(name: &str, given: &JsonObject, has: &impl Fn(&str) -> bool) -> Option<String> {
    let free = |name: &str| has(name) && !given.contains_key(name);
    // One rule stands for the names that differ in this word alone.
    let mut plain = snake(name);
    if let Some(rest) = plain.strip_prefix("destination_").or_else(|| plain.strip_prefix("dest_")) {
        plain = format!("target_{rest}");
    }
    if plain != name && free(&plain) {
        return Some(plain);
    }
    let only = |fitting: &[&str]| match fitting {
        [one] => Some((*one).to_owned()),
        _ => None,
    };
    match SYNONYMS.iter().find(|(synonym, _)| *synonym == plain) {
        Some((_, candidates)) => {
            only(&candidates.iter().copied().filter(|candidate| free(candidate)).collect::<Vec<_>>())
        }
        // Another one: for the names that differ in their ending alone.
        None => {
            let endings = ["_id", "_ids", "_key", "s"].map(|ending| format!("{plain}{ending}"));
            let one = plain.strip_suffix('s').map(str::to_owned);
            let all = endings.iter().chain(&one).map(String::as_str);
            only(&all.filter(|name| free(name)).collect::<Vec<_>>())
        }
    }
}

/// `spaceKey` as `space_key`.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 2);
    for letter in name.chars() {
        match letter {
            '-' | ' ' => snake.push('_'),
            letter if letter.is_ascii_uppercase() => {
                if !snake.is_empty() && !snake.ends_with('_') {
                    snake.push('_');
                }
                snake.push(letter.to_ascii_lowercase());
            }
            letter => snake.push(letter),
        }
    }
    snake
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn renamed(has: &[&str], arguments: serde_json::Value) -> serde_json::Value {
        let mut arguments = arguments.as_object().unwrap().clone();
        rename(&mut arguments, |name| has.contains(&name));
        arguments.into()
    }

    #[test]
    fn what_models_guess_is_taken() {
        let search = ["query", "spaces_filter", "limit", "cursor"];
        assert_eq!(
            renamed(&search, json!({"cql": "x", "spaceKey": "DOCS", "maxResults": 3})),
            json!({"query": "x", "spaces_filter": "DOCS", "limit": 3})
        );
        let edit = ["page_id", "version", "steps", "message"];
        assert_eq!(
            renamed(&edit, json!({"pageId": 1, "expected_version": 2, "edits": []})),
            json!({"page_id": 1, "version": 2, "steps": []})
        );
        let copy = ["page_id", "target_parent_id", "target_space_key", "labels", "task_id"];
        assert_eq!(
            renamed(
                &copy,
                json!({"page": 1, "destinationParentId": 2, "target_space": "A", "label": "b", "task": 3})
            ),
            json!({"page_id": 1, "target_parent_id": 2, "target_space_key": "A", "labels": "b", "task_id": 3})
        );
        assert_eq!(renamed(&copy, json!({"target_page_id": 2})), json!({"target_parent_id": 2}));
    }

    #[test]
    fn what_changes_nothing_is_taken_out_and_told() {
        let mut arguments =
            json!({"page_id": 1, "convertToMarkdown": true, "expand": ""}).as_object().unwrap().clone();
        let notes = without_effect(&mut arguments, |name| name == "page_id");
        assert!(notes.concat().contains("`convertToMarkdown` has no effect here"), "{notes:?}");
        assert_eq!(Value::from(arguments), json!({"page_id": 1, "expand": ""}));
    }

    #[test]
    fn values_are_put_in_the_words_of_the_schema() {
        let mut arguments = json!({"format": "RAW", "kind": "open"}).as_object().unwrap().clone();
        reword(&mut arguments, |name| match name {
            "format" => vec!["markdown".into(), "storage".into()],
            _ => vec!["page".into()],
        });
        assert_eq!(Value::from(arguments), json!({"format": "storage", "kind": "open"}));
        let mut arguments = json!({"kind": "Blog Post"}).as_object().unwrap().clone();
        reword(&mut arguments, |_| vec!["page".into(), "blogpost".into()]);
        assert_eq!(Value::from(arguments), json!({"kind": "blogpost"}));
    }

    #[test]
    fn what_could_mean_two_things_or_nothing_stays() {
        assert_eq!(renamed(&["page_id", "comment_id"], json!({"id": 1})), json!({"id": 1}));
        assert_eq!(renamed(&["page_id"], json!({"page_id": 1, "id": 2})), json!({"page_id": 1, "id": 2}));
        assert_eq!(renamed(&["page_id"], json!({"colour": 1})), json!({"colour": 1}));
    }
}
