//! A browser: it keeps cookies, follows redirects and presses buttons, as the person in front of it says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use reqwest::{RequestBuilder, StatusCode};
use url::Url;

use super::http;

/// A browser with its cookies. Clones are the same browser.
#[derive(Clone, Default)]
pub(crate) struct Browser(Arc<Mutex<HashMap<String, String>>>);

/// What a browser ends up with.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
    /// Every address on the way, the last one included.
    pub(crate) way: Vec<Url>,
}

impl Browser {
    /// Opens an address and follows where it leads.
    pub(crate) async fn open(&self, address: &str) -> Page {
        self.follow(Url::parse(address).unwrap(), usize::MAX).await
    }

    /// Opens an address and follows at most so many redirects: the last address is where it would go next.
    pub(crate) async fn follow(&self, address: Url, mut most: usize) -> Page {
        let mut way = vec![address];
        loop {
            let at = way.last().unwrap().clone();
            let answer = self.send(http().get(at.clone()), &at).await;
            let next = answer.headers().get("location").map(|next| at.join(next.to_str().unwrap()).unwrap());
            let status = answer.status();
            let Some(next) = next else { return Page { status, text: answer.text().await.unwrap(), way } };
            way.push(next);
            if most == 0 {
                return Page { status, text: String::new(), way };
            }
            most -= 1;
        }
    }

    /// Opens the page of a login and presses its button: where that leads, not opened yet.
    pub(crate) async fn press(&self, login: &str) -> Url {
        let page = self.open(login).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let ticket = between(&page.text, "name=\"ticket\" value=\"", "\"");
        let at = Url::parse(login).unwrap().join("/oauth/login").unwrap();
        let origin = at.origin().ascii_serialization();
        let form = format!("ticket={ticket}");
        let request = http().post(at.clone()).header("origin", origin);
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = self.send(request, &at).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        at.join(answer.headers()["location"].to_str().unwrap()).unwrap()
    }

    async fn send(&self, request: RequestBuilder, at: &Url) -> reqwest::Response {
        let cookies: Vec<String> =
            self.jar(at).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer = request.header("cookie", cookies.join("; ")).send().await.unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let (pair, attributes) = cookie.to_str().unwrap().split_once(';').unwrap();
            assert!(attributes.contains("HttpOnly") && attributes.contains("SameSite=Lax"), "{attributes}");
            let (name, value) = pair.split_once('=').unwrap();
            let key = format!("{} {name}", at.host_str().unwrap());
            match attributes.contains("Max-Age=0") {
                true => self.0.lock().unwrap().remove(&key),
                false => self.0.lock().unwrap().insert(key, value.to_owned()),
            };
        }
        answer
    }

    fn jar(&self, at: &Url) -> Vec<(String, String)> {
        let host = format!("{} ", at.host_str().unwrap());
        let jar = self.0.lock().unwrap();
        let here =
            jar.iter().filter_map(|(key, value)| Some((key.strip_prefix(&host)?.to_owned(), value.clone())));
        here.collect()
    }
}

/// What stands between two marks.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split_once(after).unwrap().0
}
