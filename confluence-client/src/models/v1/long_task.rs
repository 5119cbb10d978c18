//! Work that goes on after the answer.

use serde_json::Value;

use super::Links;
use crate::declare::models;
use crate::ids::{ContentId, LongTaskId};

models! {
    /// Work that has begun; ask for its status until it is finished.
    pub struct LongTask {
        /// Its id.
        id: Option<LongTaskId>,
        /// Its id across Atlassian, on Cloud.
        ari: Option<String>,
        /// Where its status is.
        links: Option<LongTaskLinks>,
        /// Where its result will be, on Data Center.
        result_path: Option<String>,
        /// Where its status is, on Data Center.
        status_path: Option<String>,
    }

    /// Where the status of long work is.
    pub struct LongTaskLinks {
        /// Below the interface's root.
        status: Option<String>,
    }

    /// How far long work has come.
    pub struct LongTaskStatus {
        /// Its id.
        id: Option<LongTaskId>,
        /// Its id across Atlassian, on Cloud.
        ari: Option<String>,
        /// What it is.
        name: Option<Message>,
        /// For how many milliseconds it has run.
        elapsed_time: Option<i64> = default,
        /// How much of it is done.
        percentage_complete: Option<i64> = default,
        /// Whether it has done what it should.
        successful: bool = default,
        /// Whether it has ended, one way or the other; on Cloud.
        finished: Option<bool>,
        /// What it has to say.
        messages: Vec<Message> = default,
        /// Where it stands in a word, on Cloud.
        status: Option<String>,
        /// What went wrong, on Cloud.
        errors: Vec<Message> = default,
        /// What it made, on Cloud.
        additional_details: Option<LongTaskDetails>,
        /// URLs.
        links: Links as "_links" = default,
    }

    /// What the copying of a page tree made.
    pub struct LongTaskDetails {
        /// The copy.
        destination_id: Option<ContentId>,
        /// Its URL.
        destination_url: Option<String>,
        /// How many pages there are to copy.
        total_page_need_to_copy: Option<i64> = default,
        /// Whatever else there is to say.
        additional_properties: Option<String>,
    }

    /// Something that the service says.
    pub struct Message {
        /// Its name, for translation.
        key: Option<String>,
        /// What goes into its gaps.
        args: Vec<Value> = default,
        /// The text in the caller's language.
        translation: Option<String>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_how_far_a_copy_has_come() {
        let json = r#"{"ari":"ari:cloud:confluence::task/5","id":"5","name":{"key":"copy.page","args":[]},
            "elapsedTime":120,"percentageComplete":100,"successful":true,"finished":true,"status":"FINISH_SUCCESS",
            "messages":[{"translation":"done","args":[{"a":1},"b"]}],"errors":null,
            "additionalDetails":{"destinationId":"77","destinationUrl":null,"totalPageNeedToCopy":3},"_links":{}}"#;
        let status: LongTaskStatus = serde_json::from_str(json).unwrap();
        assert!(status.finished == Some(true) && status.successful);
        assert_eq!(status.messages[0].args.len(), 2);
        assert_eq!(status.additional_details.unwrap().destination_id, Some("77".into()));
    }
}
