//! The usual jobs, as prompts that people pick in their client.

use confluence_client::cql::quote;
use rmcp::model::{GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};
use serde_json::Value;

use crate::advice::Failure;

/// A job, the tools without which it cannot be done, and how a model is told to do it.
struct Job {
    name: &'static str,
    title: &'static str,
    description: &'static str,
    needs: &'static [&'static str],
    arguments: &'static [Argument],
    tell: fn(&Given<'_>) -> Result<String, Failure>,
}

struct Argument {
    name: &'static str,
    description: &'static str,
    required: bool,
}

const fn argument(name: &'static str, description: &'static str, required: bool) -> Argument {
    Argument { name, description, required }
}

const JOBS: &[Job] = &[
    Job {
        name: "summarize_space_changes",
        title: "Summarise what changed in a space",
        description: "What changed in a space lately, by topic, with links.",
        needs: &["confluence_search", "confluence_get_page"],
        arguments: &[
            argument("space_key", "Key of the space, such as DOCS.", true),
            argument("days", "How many days to look back; 7 if left out.", false),
        ],
        tell: summarize,
    },
    Job {
        name: "draft_page",
        title: "Draft a page from notes",
        description: "A draft in a space, made of notes, after a look at what is there already.",
        needs: &["confluence_search", "confluence_create_page"],
        arguments: &[
            argument("space_key", "Key of the space, such as DOCS.", true),
            argument("notes", "The notes.", true),
            argument("title", "Title of the page; one is made of the notes if left out.", false),
        ],
        tell: draft,
    },
    Job {
        name: "review_page",
        title: "Review a page",
        description: "What is wrong, stale or unclear on a page, with changes to agree to.",
        needs: &["confluence_get_page"],
        arguments: &[
            argument("page_id", "Id, browser address or short link of the page.", true),
            argument("focus", "What to look for, such as outdated facts.", false),
        ],
        tell: review,
    },
];

/// The prompts of a server that offers these tools.
pub(crate) fn list(offers: impl Fn(&str) -> bool) -> Vec<Prompt> {
    let possible = JOBS.iter().filter(|job| job.needs.iter().all(|tool| offers(tool)));
    possible.map(Job::prompt).collect()
}

/// The prompt of a name, filled in; `None` if there is no such prompt.
pub(crate) fn fill(
    name: &str,
    arguments: Option<&JsonObject>,
    offers: impl Fn(&str) -> bool,
) -> Option<Result<GetPromptResult, Failure>> {
    let job = JOBS.iter().find(|job| job.name == name && job.needs.iter().all(|tool| offers(tool)))?;
    Some(job.fill(arguments))
}

impl Job {
    fn prompt(&self) -> Prompt {
        let arguments = self.arguments.iter().map(|argument| {
            PromptArgument::new(argument.name)
                .with_description(argument.description)
                .with_required(argument.required)
        });
        Prompt::new(self.name, Some(self.description), Some(arguments.collect())).with_title(self.title)
    }

    fn fill(&self, arguments: Option<&JsonObject>) -> Result<GetPromptResult, Failure> {
        let empty = JsonObject::new();
        let given = Given(arguments.unwrap_or(&empty));
        let known = |name: &String| self.arguments.iter().any(|argument| argument.name == name);
        if let Some(unknown) = given.0.keys().find(|name| !known(name)) {
            let names: Vec<String> = self.arguments.iter().map(|one| format!("`{}`", one.name)).collect();
            let said = format!("this prompt has no such argument: it has {}", names.join(", "));
            return Err(Failure::argument(unknown, said));
        }
        let missing =
            self.arguments.iter().find(|argument| argument.required && given.text(argument.name).is_none());
        if let Some(missing) = missing {
            return Err(Failure::argument(missing.name, "it is missing"));
        }
        let told = (self.tell)(&given)?;
        Ok(GetPromptResult::new(vec![PromptMessage::new_text(Role::User, told)])
            .with_description(self.description))
    }
}

/// The arguments that a person gave.
struct Given<'a>(&'a JsonObject);

impl Given<'_> {
    /// What was given, where it says something. A number is text too: some clients write one for what looks so.
    fn text(&self, name: &str) -> Option<String> {
        let text = match self.0.get(name)? {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    fn needed(&self, name: &str) -> String {
        self.text(name).unwrap_or_default()
    }
}

fn summarize(given: &Given<'_>) -> Result<String, Failure> {
    let days = match given.text("days") {
        Some(text) => days_in(&text)
            .ok_or_else(|| Failure::argument("days", "it is a whole number of days from 1 on, such as 7"))?,
        None => 7,
    };
    let space = quote(&given.needed("space_key"));
    Ok(format!(
        "Summarise what changed in the Confluence space {space} in the last {days} days.\n\
         1. Call confluence_search with the query `space = {space} and type in (page, blogpost) and lastmodified > \
         now(\"-{days}d\") order by lastmodified desc` and limit 50; follow `next_cursor`.\n\
         2. Read the pages that matter with confluence_get_page, format `outline` first where they are long.\n\
         3. Answer with the changes by topic, the most important first: what changed, who changed it, and a link. Say \
         which pages you did not read."
    ))
}

/// The days in `7`, `7.0`, `7 days`, `7d`, `2 weeks`.
fn days_in(text: &str) -> Option<u16> {
    let text = text.to_ascii_lowercase();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let number: u16 = number.parse().ok()?;
    let days = match unit.trim() {
        "" | ".0" | "d" | "day" | "days" => number,
        "w" | "week" | "weeks" => number.checked_mul(7)?,
        _ => return None,
    };
    (days > 0).then_some(days)
}

fn draft(given: &Given<'_>) -> Result<String, Failure> {
    let space = given.needed("space_key");
    let title = match given.text("title") {
        Some(title) => format!("with the title \"{title}\""),
        None => "with a short title that says what it is about".to_owned(),
    };
    Ok(format!(
        "Draft a Confluence page in the space {space} {title} from the notes below.\n\
         1. Look with confluence_search whether a page on this is there already; if so, say so and stop.\n\
         2. Write clear Markdown with headings. Keep every fact of the notes, add none, and mark what is open.\n\
         3. Create it with confluence_create_page and `draft` true, and give me its link.\n\n\
         Notes:\n{}",
        given.needed("notes")
    ))
}

fn review(given: &Given<'_>) -> Result<String, Failure> {
    let focus = given.text("focus").map(|focus| format!(" Look for {focus} above all.")).unwrap_or_default();
    Ok(format!(
        "Review the Confluence page {}.{focus}\n\
         1. Read it with confluence_get_page, format `handles`, to the end. Read its comments too where there is a tool \
         for it.\n\
         2. List what is wrong, contradictory, stale or unclear, the most serious first, each with its handle and a \
         quotation.\n\
         3. Propose the changes word for word. Change nothing before I agree; then make them in one call of \
         confluence_edit_page, if that is offered, with the version that you read.",
        given.needed("page_id")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(name: &str, arguments: Value) -> Result<String, String> {
        let result = fill(name, arguments.as_object(), |_| true).unwrap();
        let result = result.map_err(|failure| format!("{failure:?}"))?;
        Ok(result.messages[0].content.as_text().unwrap().text.clone())
    }

    #[test]
    fn a_prompt_quotes_what_goes_into_a_query() {
        let told = filled("summarize_space_changes", serde_json::json!({"space_key": "A\" or space = \"B"}))
            .unwrap();
        assert!(told.contains(r#"space = "A\" or space = \"B" and type"#), "{told}");
    }

    #[test]
    fn arguments_are_checked() {
        for (arguments, says) in [
            (serde_json::json!({}), "space_key"),
            (serde_json::json!({"space_key": "A", "days": "soon"}), "days"),
            (serde_json::json!({"space_key": "A", "days": 0}), "days"),
            (serde_json::json!({"space_key": "A", "days": "-1"}), "days"),
            (serde_json::json!({"space_key": "A", "colour": "red"}), "colour"),
        ] {
            let error = filled("summarize_space_changes", arguments).unwrap_err();
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn days_are_a_number_however_they_are_written() {
        for (days, meant) in [
            (serde_json::json!("30"), 30),
            (serde_json::json!(30), 30),
            (serde_json::json!(30.0), 30),
            (serde_json::json!(" 30 days "), 30),
            (serde_json::json!("30d"), 30),
            (serde_json::json!("2 weeks"), 14),
            (serde_json::json!(""), 7),
        ] {
            let arguments = serde_json::json!({"space_key": "A", "days": days});
            let told = filled("summarize_space_changes", arguments).unwrap();
            assert!(told.contains(&format!("now(\"-{meant}d\")")), "{days}: {told}");
        }
    }

    #[test]
    fn a_prompt_is_offered_where_its_tools_are() {
        let reading = list(|tool| tool != "confluence_create_page");
        assert_eq!(
            reading.iter().map(|prompt| prompt.name.as_str()).collect::<Vec<_>>(),
            ["summarize_space_changes", "review_page"]
        );
        assert!(fill("draft_page", None, |tool| tool != "confluence_create_page").is_none());
    }
}
