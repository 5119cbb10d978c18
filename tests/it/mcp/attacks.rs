//! What could be tried with each tool on a page that is out of bounds. A tool without attacks fails the tests.

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{GeneralPurpose, general_purpose::NO_PAD};
use serde_json::{Value, json};
use tests::sandbox::{Deployment, Sandbox};

/// What there is to attack.
pub(crate) struct Target {
    /// A page, in every way to name it.
    pub(crate) names: Vec<Value>,
    pub(crate) page: String,
    pub(crate) space: &'static str,
    pub(crate) title: &'static str,
    pub(crate) file: String,
    pub(crate) comment: String,
    pub(crate) task: String,
    /// A page in a space that is in bounds.
    pub(crate) open: String,
}

/// Every way to name a page.
pub(crate) fn names(sandbox: &Sandbox, page: &str, space: &str, title: &str) -> Vec<Value> {
    let base = match sandbox.deployment() {
        Deployment::Cloud => format!("{}/wiki", sandbox.url()),
        _ => sandbox.url(),
    };
    let number: u64 = page.parse().unwrap();
    let bytes = number.to_le_bytes();
    let used = bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    let code = GeneralPurpose::new(&URL_SAFE, NO_PAD).encode(&bytes[..used]);
    let swapped: String = code
        .chars()
        .map(|letter| match letter {
            '-' => '_',
            '_' => '-',
            other => other,
        })
        .collect();
    vec![
        json!(page),
        json!(number),
        json!(format!("{base}/pages/viewpage.action?pageId={page}")),
        json!(format!("{base}/spaces/{space}/pages/{page}/{title}")),
        json!(format!("{base}/spaces/OPEN/pages/{page}/Innocent")),
        json!(format!("{base}/display/{space}/{title}")),
        json!(format!("{base}/x/{swapped}")),
    ]
}

/// The same where it is wanted, and nothing otherwise.
pub(crate) fn on_if(wanted: bool, tool: &str, target: &Target) -> Vec<Value> {
    if wanted { on(tool, target) } else { Vec::new() }
}

/// The arguments of every call of a tool that could read or change the target.
pub(crate) fn on(tool: &str, target: &Target) -> Vec<Value> {
    let named = |more: Value| -> Vec<Value> { named_as("page_id", target, &more) };
    match tool.strip_prefix("confluence_").unwrap() {
        "get_page" => reading(target),
        "get_page_children" => {
            let mut calls = named_as("parent_id", target, &json!({}));
            calls.extend(named_as("parent_id", target, &json!({"depth": 3})));
            calls.push(json!({"space_key": target.space}));
            calls.push(json!({"space_key": target.space, "depth": 9}));
            calls
        }
        "create_page" => creating(target),
        "edit_page" => {
            let mut calls = named(json!({"steps": [{"op": "append", "markdown": "x"}]}));
            calls.extend(named(json!({"steps": [{"op": "append", "markdown": "x"}], "dry_run": true})));
            calls
        }
        "update_page" => {
            let mut calls = named(json!({"content": "x", "allow_loss": ["body"]}));
            calls.extend(named(json!({"content": "x", "dry_run": true})));
            calls.extend(named(json!({"title": "Mine", "version": 1})));
            calls
        }
        "move_page" => {
            let mut calls = named(json!({"target_parent_id": target.open}));
            calls.extend(named(json!({"target_space_key": "OPEN"})));
            calls.extend(elsewhere("target_parent_id", "target_space_key", target));
            calls
        }
        "copy_page" => {
            let mut calls = named(json!({"target_parent_id": target.open, "title": "New"}));
            calls.extend(named(json!({"target_space_key": "OPEN", "include_children": true})));
            calls.extend(named(json!({})));
            calls.extend(elsewhere("target_parent_id", "target_space_key", target));
            calls
        }
        "delete_page" => {
            let mut calls = named(json!({}));
            calls.extend(named(json!({"include_children": true})));
            calls.extend(named(json!({"archive": true})));
            calls
        }
        "restore_page" => [named(json!({})), named(json!({"version": 1}))].concat(),
        "get_comments" => {
            let mut calls = [named(json!({})), named(json!({"kind": "inline"}))].concat();
            calls.push(json!({"comment_id": target.comment}));
            calls.push(json!({"comment_id": target.comment, "page_id": target.open}));
            calls
        }
        "add_comment" => {
            let mut calls = named(json!({"body": "x"}));
            calls.extend(named(json!({"body": "x", "text_selection": "crown"})));
            calls.push(json!({"comment_id": target.comment, "body": "x"}));
            calls
        }
        "update_comment" => vec![
            json!({"comment_id": target.comment, "body": "x"}),
            json!({"comment_id": target.comment, "resolved": true}),
        ],
        "delete_comment" => vec![json!({"comment_id": target.comment})],
        other => of_the_rest(other, target),
    }
}

fn of_the_rest(tool: &str, target: &Target) -> Vec<Value> {
    let named = |more: Value| -> Vec<Value> { named_as("page_id", target, &more) };
    match tool {
        "get_attachments" => [
            named_as("content_id", target, &json!({})),
            named_as("content_id", target, &json!({"filename": "jewels.txt"})),
        ]
        .concat(),
        "download_attachment" => {
            let mut calls = vec![json!({"attachment_id": target.file})];
            calls.extend(named_as("content_id", target, &json!({"filename": "jewels.txt"})));
            calls
        }
        "save_file" => {
            let saved = |more: Value| -> Vec<Value> { named(more) };
            let mut calls = saved(json!({"save_to": "loot"}));
            calls.extend(saved(json!({"save_to": "loot", "from_version": 1, "to_version": 2})));
            calls.push(json!({"attachment_id": target.file, "save_to": "loot"}));
            calls
        }
        "upload_attachment" => named_as("content_id", target, &json!({"filename": "x.txt", "content": "x"})),
        "delete_attachment" => vec![json!({"attachment_id": target.file})],
        "get_labels" => {
            let mut calls = named(json!({}));
            calls.push(json!({"space_key": target.space}));
            calls
        }
        "get_page_history" | "get_page_views" | "get_watchers" | "get_page_restrictions" => named(json!({})),
        "add_label" | "remove_label" => named(json!({"name": "mine"})),
        "get_page_diff" => named(json!({"from_version": 1, "to_version": 2})),
        "watch_page" => {
            let mut calls = [named(json!({})), named(json!({"unwatch": true}))].concat();
            calls.push(json!({"space_key": target.space}));
            calls
        }
        "get_tasks" => {
            let mut calls = [named(json!({})), named(json!({"space_key": "OPEN"}))].concat();
            calls.push(json!({"space_key": target.space}));
            calls
        }
        "update_task" => vec![json!({"task_id": target.task, "done": true})],
        "create_space" => vec![
            json!({"space_key": target.space, "name": "Mine"}),
            json!({"space_key": "NEW", "name": "New"}),
        ],
        "list_page_templates" => vec![json!({"space_key": target.space})],
        "set_page_restrictions" => {
            [named(json!({"read_users": []})), named(json!({"read_users": ["me"], "edit_groups": ["us"]}))]
                .concat()
        }
        "check_content_permissions" => {
            let mut calls = named_as("content_id", target, &json!({}));
            calls.extend(named_as("content_id", target, &json!({"user_identifier": "me"})));
            calls.push(json!({"space_key": target.space}));
            calls
        }
        "get_properties" => [named(json!({})), named(json!({"key": "key"}))].concat(),
        "set_property" => {
            [named(json!({"key": "key", "value": "1"})), named(json!({"key": "key", "delete": true}))]
                .concat()
        }
        other => panic!(
            "nobody has thought of how to attack confluence_{other}: add its calls in tests/it/mcp/attacks.rs"
        ),
    }
}

/// Tools that name nothing which could be out of bounds; what they answer must not tell of it either.
pub(crate) fn unaimed(tool: &str) -> Option<Vec<Value>> {
    Some(match tool.strip_prefix("confluence_").unwrap() {
        "search" => [
            "jewels",
            "type = page",
            "space = VAULT",
            "id > 0 or space = VAULT",
            "type = page) or (space = VAULT",
            "type = page order by created",
            "not space = OPEN",
        ]
        .iter()
        .map(|query| json!({"query": query, "limit": 50}))
        .chain([json!({"query": "jewels", "spaces": "VAULT"})])
        .collect(),
        "list_spaces" => vec![
            json!({}),
            json!({"limit": 1, "cursor": "start:1"}),
            json!({"query": "vault"}),
            json!({"query": "a"}),
        ],
        "search_user" => vec![json!({"query": "a"}), json!({"query": "a", "groups": true})],
        "get_user" => vec![json!({}), json!({"user_ids": ["x"]})],
        _ => return None,
    })
}

fn named_as(argument: &str, target: &Target, more: &Value) -> Vec<Value> {
    let with = |name: &Value| {
        let mut call = more.clone();
        call[argument] = name.clone();
        call
    };
    target.names.iter().map(with).collect()
}

fn reading(target: &Target) -> Vec<Value> {
    let mut calls = vec![json!({"title": target.title, "space_key": target.space})];
    for format in ["markdown", "handles", "outline", "storage", "text"] {
        calls.extend(named_as("page_id", target, &json!({"format": format})));
    }
    calls.extend(named_as("page_id", target, &json!({"version": 1})));
    calls
}

fn creating(target: &Target) -> Vec<Value> {
    let mut calls: Vec<Value> = ["page", "blogpost", "folder"]
        .iter()
        .map(|kind| json!({"space_key": target.space, "title": "New", "kind": kind}))
        .collect();
    calls.extend(named_as("parent_id", target, &json!({"space_key": "OPEN", "title": "New"})));
    calls.push(json!({"space_key": target.space, "title": "New", "template_id": "1"}));
    calls
}

/// Something that is in bounds, out of them.
fn elsewhere(parent: &str, space: &str, target: &Target) -> Vec<Value> {
    let mut calls = named_as(parent, target, &json!({"page_id": target.open}));
    calls.push(json!({"page_id": target.open, space: target.space}));
    calls
}
