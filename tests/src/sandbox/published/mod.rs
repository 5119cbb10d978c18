//! The published description of the three APIs: what a request may hold and what an answer looks like.

mod check;
mod example;
mod kind;
mod tables;

pub(crate) use check::{check, scopes_suffice};
pub(crate) use example::example;
pub(crate) use tables::{Operation, all_scopes, api};

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::super::face::Face;
    use super::super::request::Request;
    use super::*;

    fn request<'a>(headers: &'a HeaderMap, query: &[(&str, &str)], body: &'a [u8]) -> Request<'a> {
        Request {
            method: http::Method::GET,
            path: String::new(),
            segments: Vec::new(),
            query: query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            headers,
            body,
        }
    }

    fn verdict(id: &str, query: &[(&str, &str)], body: &str) -> Result<(), String> {
        let headers =
            HeaderMap::from_iter([(http::header::CONTENT_TYPE, "application/json".parse().unwrap())]);
        let api = api(Face::CloudV2);
        let operation = api.operations().iter().find(|operation| operation.id == id).unwrap();
        check(api, operation, &request(&headers, query, body.as_bytes())).map_err(|failure| failure.message)
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (id, query, body, reason) in [
            ("getPages", &[("spaceId", "1")][..], "", "unknown query parameter 'spaceId'"),
            ("getPages", &[("limit", "251")], "", "'limit' may not be '251'"),
            ("getPages", &[("sort", "colour")], "", "'sort' may not be 'colour'"),
            ("getPages", &[("title", "a"), ("title", "b")], "", "given more than once"),
            ("createPage", &[], "", "the body is missing"),
            ("createPage", &[], "{\"title\":\"A\"}", "missing required property 'body.spaceId'"),
            ("createPage", &[], "{\"spaceId\":1}", "'body.spaceId' must be a text"),
            ("createPage", &[], "{\"spaceId\":\"1\",\"spaceID\":\"1\"}", "unknown property 'body.spaceID'"),
            ("createPage", &[], "{\"spaceId\":\"1\",\"parentId\":null}", "'body.parentId' must be a text"),
            (
                "createPage",
                &[],
                "{\"spaceId\":\"1\",\"body\":{\"markdown\":{}}}",
                "unknown property 'body.body.markdown'",
            ),
        ] {
            let problem = verdict(id, query, body).unwrap_err();
            assert!(problem.contains(reason), "{problem}");
        }
        let nested =
            "{\"spaceId\":\"1\",\"body\":{\"storage\":{\"representation\":\"storage\",\"value\":\"\"}}}";
        assert_eq!(verdict("createPage", &[("private", "true")], nested), Ok(()));
        assert_eq!(verdict("getPages", &[("id", "1"), ("id", "2"), ("cursor", "x")], ""), Ok(()));
    }

    #[test]
    fn every_operation_has_an_example_that_its_description_allows() {
        for face in [Face::CloudV2, Face::CloudV1, Face::DataCenter] {
            let api = api(face);
            for operation in api.operations() {
                let reply = example(api, operation);
                assert!(reply.status < 400, "{}", operation.id);
                if reply.content_type == "application/json" {
                    let value: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
                    assert_eq!(check::answer(api, operation, &value), Ok(()), "{}", operation.id);
                }
            }
        }
    }
}
