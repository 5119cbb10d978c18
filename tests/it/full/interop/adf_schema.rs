//! Documents made up from the published schema of Atlassian Document Format: each is read, and nothing of it is dropped
//! without being told.

use std::collections::BTreeSet;

use confluence_client::content::{ReadOptions, Rendered, adf};
use serde_json::{Map, Value, json};

use crate::full::install::npm;

const PACKAGE: &str = "@atlaskit/adf-schema@57.7.22";
/// Nodes deeper than this hold no more than they must.
const DEPTH: usize = 9;
const DOCUMENTS: usize = 20_000;

/// Makes values that a schema allows; every text in them is a word of its own.
struct Maker<'s> {
    definitions: &'s Map<String, Value>,
    random: fastrand::Rng,
    words: usize,
}

impl Maker<'_> {
    fn word(&mut self) -> String {
        self.words += 1;
        format!("w{}", self.words)
    }

    /// The schema with its references and its parts put together.
    fn resolved(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            return self.resolved(&self.definitions[name.trim_start_matches("#/definitions/")]);
        }
        let Some(parts) = schema["allOf"].as_array() else { return schema.clone() };
        let mut whole = json!({ "type": "object", "properties": {}, "required": [] });
        for part in parts.iter().map(|part| self.resolved(part)) {
            let properties = part["properties"].as_object().cloned().unwrap_or_default();
            whole["properties"].as_object_mut().unwrap().extend(properties);
            let required = part["required"].as_array().cloned().unwrap_or_default();
            whole["required"].as_array_mut().unwrap().extend(required);
        }
        whole
    }

    fn value(&mut self, name: &str, schema: &Value, depth: usize) -> Value {
        let depth = depth + usize::from(schema.get("$ref").is_some());
        let schema = self.resolved(schema);
        if let Some(choices) = schema["anyOf"].as_array() {
            let choice = self.random.choice(choices).unwrap();
            return self.value(name, choice, depth);
        }
        if let Some(choices) = schema["enum"].as_array() {
            return self.random.choice(choices).unwrap().clone();
        }
        match schema["type"].as_str() {
            Some("object") => self.object(&schema, depth),
            Some("array") => self.array(&schema, depth),
            Some("string") => self.string(name, &schema).into(),
            Some("number") => {
                let least = schema["minimum"].as_u64().unwrap_or(1);
                self.random.u64(least..=schema["maximum"].as_u64().unwrap_or(least + 3)).into()
            }
            Some("boolean") => self.random.bool().into(),
            _ => self.anything(name),
        }
    }

    fn object(&mut self, schema: &Value, depth: usize) -> Value {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut object = Map::new();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if required.contains(&name.as_str()) || name == "content" || self.random.bool() {
                object.insert(name.clone(), self.value(name, property, depth));
            }
        }
        object.into()
    }

    fn array(&mut self, schema: &Value, depth: usize) -> Value {
        let least = schema["minItems"].as_u64().unwrap_or(0);
        let most = if depth > DEPTH { least } else { schema["maxItems"].as_u64().unwrap_or(least + 3) };
        let choices = match &schema["items"] {
            Value::Array(choices) => choices.clone(),
            Value::Null => return json!([]),
            one => vec![one.clone()],
        };
        let count = self.random.u64(least..=most.min(least + 3));
        (0..count)
            .map(|_| {
                let choice = self.random.choice(&choices).unwrap().clone();
                self.value("", &choice, depth)
            })
            .collect()
    }

    fn string(&mut self, name: &str, schema: &Value) -> String {
        let word = self.word();
        match name {
            _ if schema["pattern"].is_string() => "#a1b2c3".to_owned(),
            "timestamp" => "1795392000000".to_owned(),
            "url" | "href" => format!("https://example.com/{word}"),
            _ => word,
        }
    }

    /// What stands where the schema allows everything.
    fn anything(&mut self, name: &str) -> Value {
        let word = self.word();
        match (name, self.random.bool()) {
            ("data", true) => json!({ "url": format!("https://example.com/{word}") }),
            ("parameters", true) => json!({ "macroParams": { "name": { "value": word } } }),
            _ => json!({ "guestParams": { "name": [1, null] } }),
        }
    }
}

/// The words by which a reader knows that a node is there, one of which has to be shown; none for what only holds
/// other nodes.
fn signs(node: &Value) -> Vec<String> {
    let attribute = |name: &str| node["attrs"][name].as_str().map(str::to_owned);
    let attributes = |names: &[&str]| names.iter().filter_map(|name| attribute(name)).collect();
    match node["type"].as_str().unwrap() {
        "text" => vec![node["text"].as_str().unwrap().to_owned()],
        "mention" => attributes(&["id"]),
        "emoji" => attributes(&["text", "shortName"]),
        "date" => vec![":date[2026-11-23]".to_owned()],
        "status" | "placeholder" => attributes(&["text"]),
        "media" | "mediaInline" => attributes(&["id", "url"]),
        "extension" | "inlineExtension" | "bodiedExtension" => attributes(&["extensionKey"]),
        "expand" | "nestedExpand" => attributes(&["title"]),
        kind @ ("inlineCard" | "blockCard" | "embedCard") => {
            let data = node["attrs"]["data"]["url"].as_str().map(str::to_owned);
            vec![attribute("url").or(data).unwrap_or_else(|| format!("type={kind}"))]
        }
        "rule" => vec!["---".to_owned(), "***".to_owned()],
        "decisionList" => vec!["type=decision-list".to_owned()],
        kind @ ("syncBlock" | "bodiedSyncBlock") => vec![format!("type={kind}")],
        _ => Vec::new(),
    }
}

/// What has to be reported for a mark that Markdown has no words for.
fn report(mark: &str) -> Option<&'static str> {
    Some(match mark {
        "strong" | "em" | "strike" | "code" | "underline" | "subsup" | "link" => return None,
        "textColor" => "text colour",
        "backgroundColor" => "highlight colour",
        "annotation" => "inline comments",
        "alignment" => "text alignment",
        "indentation" => "indentation",
        _ => "marks of the new editor",
    })
}

struct Reading<'r> {
    shown: &'r Rendered,
    untold: Vec<String>,
    kinds: &'r mut BTreeSet<String>,
}

impl Reading<'_> {
    fn reports(&self, construct: &str) -> bool {
        self.shown.lossy.iter().any(|hidden| hidden.construct == construct)
    }

    fn node(&mut self, node: &Value, in_caption: bool) {
        let kind = node["type"].as_str().unwrap();
        self.kinds.insert(kind.to_owned());
        let signs = signs(node);
        let told = signs.is_empty()
            || signs.iter().any(|sign| self.shown.text.contains(sign.as_str()))
            || in_caption && self.reports("links and macros in captions");
        if !told {
            self.untold.push(format!("{kind}: {signs:?}"));
        }
        for mark in node["marks"].as_array().into_iter().flatten() {
            let kind = mark["type"].as_str().unwrap();
            self.kinds.insert(kind.to_owned());
            let told = report(kind).is_none_or(|construct| {
                self.reports(construct)
                    || self.reports("formatting inside code") && construct == "inline comments"
            });
            if !told {
                self.untold.push(format!("mark {kind}"));
            }
        }
        for child in node["content"].as_array().into_iter().flatten() {
            self.node(child, in_caption || kind == "caption");
        }
    }
}

/// The names of all nodes and marks of the schema.
fn names(definitions: &Map<String, Value>) -> BTreeSet<String> {
    let named = |schema: &Value| schema["properties"]["type"]["enum"][0].as_str().map(str::to_owned);
    definitions.values().filter_map(named).collect()
}

#[tokio::test]
#[ignore = "installs the schema from npm: cargo xtask test --full interop"]
async fn documents_of_the_published_schema_are_read_and_nothing_is_dropped_untold() {
    let programs = npm("adf-schema", &[PACKAGE]).await;
    let file = programs.with_file_name("@atlaskit/adf-schema/dist/json-schema/v1/full.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let definitions = schema["definitions"].as_object().unwrap();
    let mut kinds = BTreeSet::new();
    for seed in 0..DOCUMENTS {
        let random = fastrand::Rng::with_seed(seed as u64);
        let mut document = Maker { definitions, random, words: 0 }.value("", &schema, 0);
        document["version"] = 1.into();
        let shown = adf::markdown(&document, &ReadOptions::new())
            .unwrap_or_else(|error| panic!("{error}\n{document:#}"));
        let mut reading = Reading { shown: &shown, untold: Vec::new(), kinds: &mut kinds };
        reading.node(&document, false);
        assert!(reading.untold.is_empty(), "{:?}\n{document:#}\n{}", reading.untold, shown.text);
    }
    let missed: Vec<String> = names(definitions).difference(&kinds).cloned().collect();
    assert!(missed.is_empty(), "never made: {missed:?}");
}
