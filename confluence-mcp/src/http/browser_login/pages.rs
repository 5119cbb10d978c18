//! What a browser is shown while its user logs in: static pages without scripts.

use http::StatusCode;
use http::header::{self, HeaderValue};

use crate::http::response::{HttpResponse, of_type};

/// Asks whether to go on, before anything is done: a program that only looks at an address does not press buttons.
pub(crate) fn begin(server: &str, site: &str, ticket: &str) -> HttpResponse {
    let (server, site, ticket) = (escaped(server), escaped(site), escaped(ticket));
    page(
        StatusCode::OK,
        "Log in to Confluence",
        &format!(
            "<p>The MCP server at <b>{server}</b> asks to act in your name on <b>{site}</b>.</p>\
             <p>Go on only if you asked for this in <b>your own</b> MCP client just now. If somebody sent you this \
             address, close this page: going on could give them your access.</p>\
             <form method=\"post\" action=\"/oauth/login\"><input type=\"hidden\" name=\"ticket\" value=\"{ticket}\">\
             <button>Go on</button></form>"
        ),
        "",
    )
}

/// Shows the code and looks again by itself.
pub(crate) fn wait(code: &str) -> HttpResponse {
    let code = escaped(code);
    page(
        StatusCode::OK,
        "One more step",
        &format!(
            "<p>Enter this code in <b>your own</b> MCP client:</p><p class=\"code\">{code}</p>\
             <p>Give it to nobody else, whoever asks: with it they would get your access. This page goes on by itself \
             once the code was entered.</p>"
        ),
        "<meta http-equiv=\"refresh\" content=\"2\">",
    )
}

pub(crate) fn done() -> HttpResponse {
    page(
        StatusCode::OK,
        "Logged in",
        "<p>You can close this page and go back to your MCP client, which goes on by itself.</p>",
        "",
    )
}

/// Says what is wrong and what to do.
pub(crate) fn refused(status: StatusCode, why: &str) -> HttpResponse {
    let why = escaped(why);
    page(status, "Not logged in", &format!("<p>{why}</p>"), "")
}

fn page(status: StatusCode, title: &str, content: &str, head: &str) -> HttpResponse {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>{head}\
         <meta name=\"viewport\" content=\"width=device-width\"><style>body{{font:1rem/1.5 sans-serif;max-width:34em;\
         margin:4em auto;padding:0 1em}}.code{{font:2rem monospace;letter-spacing:.1em}}button{{font:inherit;\
         padding:.4em 1.2em}}</style></head><body><h1>{title}</h1>{content}</body></html>"
    );
    let mut answer = of_type(status, "text/html; charset=utf-8", html);
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
        ),
        // `no-referrer` would send forms with `Origin: null`, which the origin check refuses.
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in headers {
        answer.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    answer
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt as _;

    use super::*;

    #[tokio::test]
    async fn nothing_that_came_in_is_markup() {
        let page =
            refused(StatusCode::BAD_REQUEST, "<script>'\"&").into_body().collect().await.unwrap().to_bytes();
        let page = String::from_utf8(page.to_vec()).unwrap();
        assert!(page.contains("&lt;script&gt;&#39;&quot;&amp;") && !page.contains("<script"));
    }
}
