//! All that the screens say, in one catalogue: Vietnamese is the source text,
//! English its translation. Templates and handlers name a key, never a sentence.

use std::fmt::Display;
use std::sync::LazyLock;

use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource};

use super::format::grouped;
use crate::app;
use crate::base::Reason;

const VIETNAMESE: &str = include_str!("text/vi.ftl");
const ENGLISH: &str = include_str!("text/en.ftl");

type Catalogue = FluentBundle<FluentResource>;

static CATALOGUES: LazyLock<[Catalogue; 2]> = LazyLock::new(|| {
    [
        catalogue(Language::Vietnamese, VIETNAMESE),
        catalogue(Language::English, ENGLISH),
    ]
});

fn catalogue(language: Language, source: &str) -> Catalogue {
    let locale = language.code().parse().unwrap_or_default();
    let mut bundle = Catalogue::new_concurrent(vec![locale]);
    // Fluent would wrap each value in direction marks; both languages run from
    // left to right, and the marks would travel into file names and copies.
    bundle.set_use_isolating(false);
    // A test holds that neither file has a fault, so what remains is complete.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(usable, _)| usable);
    bundle.add_resource_overriding(resource);
    bundle
}

/// A language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// The office's own.
    #[default]
    Vietnamese,
    /// For guests and developers.
    English,
}

impl Language {
    /// The code that HTML and cookies use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }

    /// The language of this code; `None` if no screen speaks it.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Vietnamese, Self::English]
            .into_iter()
            .find(|language| language.code() == code)
    }

    /// The other one, for the switch.
    pub fn other(self) -> Self {
        match self {
            Self::Vietnamese => Self::English,
            Self::English => Self::Vietnamese,
        }
    }
}

/// The catalogue in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    /// In which language.
    pub language: Language,
}

impl Words {
    /// The catalogue in `language`.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The text of `key`; the key itself if the catalogue lacks it, which a test
    /// rules out.
    pub fn say(self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of `key` with its gaps filled.
    pub fn with(self, key: &str, gaps: &[(&str, &dyn Display)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in gaps {
            args.set((*name).to_owned(), value.to_string());
        }
        self.format(key, Some(&args))
    }

    /// The text of `key` for a number of things: `$n` chooses singular or
    /// plural, `$shown` is the number as people write it.
    pub fn count(self, key: &str, n: u64) -> String {
        let mut args = FluentArgs::new();
        args.set("n", n);
        args.set("shown", grouped(n, self.language));
        self.format(key, Some(&args))
    }

    /// The sentence of a reason.
    pub fn reason(self, reason: Reason) -> &'static str {
        match self.language {
            Language::Vietnamese => reason.vietnamese(),
            Language::English => reason.english(),
        }
    }

    /// The sentence of a failure of the service.
    pub fn trouble(self, error: &app::Error) -> &'static str {
        match self.language {
            Language::Vietnamese => error.vietnamese(),
            Language::English => error.english(),
        }
    }

    fn format(self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = match self.language {
            Language::Vietnamese => &CATALOGUES[0],
            Language::English => &CATALOGUES[1],
        };
        match bundle.get_message(key).and_then(|message| message.value()) {
            Some(pattern) => bundle
                .format_pattern(pattern, args, &mut Vec::new())
                .into_owned(),
            None => key.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// The sources below `src/web` with one of these endings, name and text.
    fn sources(endings: &[&str]) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if endings
                    .iter()
                    .any(|e| path.extension().is_some_and(|x| x == *e))
                {
                    let text = std::fs::read_to_string(&path).unwrap();
                    found.push((path.display().to_string(), text));
                }
            }
        }
        found
    }

    /// Keys with the gaps that each text has.
    fn keys(source: &str) -> BTreeSet<(String, BTreeSet<String>)> {
        let (mut keys, mut key, mut gaps) = (BTreeSet::new(), String::new(), BTreeSet::new());
        for line in source.lines().chain(["end = "]) {
            if let Some((name, _)) = line.split_once(" =")
                && line.starts_with(|c: char| c.is_ascii_lowercase())
            {
                if !key.is_empty() {
                    assert!(
                        keys.insert((key, std::mem::take(&mut gaps))),
                        "twice: {name}"
                    );
                }
                key = name.to_owned();
            }
            for gap in line.split('$').skip(1) {
                let name: String = gap
                    .chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect();
                // Only the plural choice may read the bare number, and Vietnamese has none.
                if name != "n" {
                    gaps.insert(name);
                }
            }
        }
        keys
    }

    #[test]
    fn both_languages_parse_and_have_the_same_keys_and_gaps() {
        for source in [VIETNAMESE, ENGLISH] {
            assert!(FluentResource::try_new(source.to_owned()).is_ok());
        }
        let (vi, en) = (keys(VIETNAMESE), keys(ENGLISH));
        assert!(vi.len() > 50);
        assert_eq!(vi.difference(&en).collect::<Vec<_>>(), Vec::<&_>::new());
        assert_eq!(en.difference(&vi).collect::<Vec<_>>(), Vec::<&_>::new());
    }

    #[test]
    fn every_key_asked_for_exists_and_every_key_is_asked_for() {
        let known: BTreeSet<String> = keys(VIETNAMESE).into_iter().map(|(key, _)| key).collect();
        let sources = sources(&["rs", "html"]);
        for (file, text) in &sources {
            for call in [".say(\"", ".with(\"", ".count(\""] {
                for rest in text.split(call).skip(1) {
                    let key = rest.split('"').next().unwrap_or_default();
                    // The pieces of this test itself hold no key.
                    assert!(
                        known.contains(key) || file.ends_with("text.rs"),
                        "{file} asks for {key:?}"
                    );
                }
            }
        }
        for key in &known {
            let quoted = format!("\"{key}\"");
            assert!(
                sources.iter().any(|(_, text)| text.contains(&quoted)),
                "nobody asks for {key:?}"
            );
        }
    }

    #[test]
    fn templates_and_scripts_hold_no_sentences_of_their_own() {
        for (file, text) in sources(&["html", "js"]) {
            if let Some(letter) = text.chars().find(|c| c.is_alphabetic() && !c.is_ascii()) {
                panic!("{file} holds {letter:?}");
            }
        }
        for (file, text) in sources(&["html"]) {
            let visible = strip(&strip(&strip(&text, "{#", "#}"), "{%", "%}"), "{{", "}}");
            let visible = strip(&visible, "<", ">");
            if let Some(letter) = visible.chars().find(|c| c.is_alphabetic()) {
                panic!("{file} says {letter:?} by itself in {:?}", visible.trim());
            }
            for attribute in ["alt=\"", "title=\"", "placeholder=\"", "aria-label=\""] {
                for rest in text.split(attribute).skip(1) {
                    assert!(
                        rest.starts_with("{{") || rest.starts_with('"'),
                        "{file}: {attribute}{}",
                        &rest[..rest.len().min(20)]
                    );
                }
            }
        }
    }

    fn strip(text: &str, open: &str, close: &str) -> String {
        let mut kept = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(open) {
            kept.push_str(before);
            rest = after.split_once(close).map_or("", |(_, rest)| rest);
        }
        kept + rest
    }

    #[test]
    fn numbers_and_plurals_follow_the_language() {
        let (vi, en) = (
            Words::new(Language::Vietnamese),
            Words::new(Language::English),
        );
        assert_eq!(vi.count("pages", 1204), "1.204 trang");
        assert_eq!(en.count("pages", 1204), "1,204 pages");
        assert_eq!(en.count("pages", 1), "1 page");
    }
}
