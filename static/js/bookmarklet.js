(() => {
  // "Save this job": runs on the page of a posting, reads what the page says about itself and opens Bowout with it.
  // Nothing is sent from here: what was read stands behind the # of Bowout's address, which stays in this browser.
  const list = (one) => (Array.isArray(one) ? one : one == null ? [] : [one]);
  const text = (one) => (one == null ? "" : String(typeof one === "object" ? (one.name ?? one["@value"] ?? "") : one).trim());
  const isJob = (one) => list(one?.["@type"]).some((type) => /(^|[/#:])JobPosting$/.test(type));

  function plain(html) {
    // Parsed without being run; twice, since many boards write the tags as &lt;p&gt;.
    const read = (source) => new DOMParser().parseFromString(source, "text/html").body;
    const once = /<\w/.test(html) ? html : read(html.replace(/\n/g, "<br>")).textContent;
    const body = read(/<\w/.test(once) ? once : html.replace(/\n/g, "<br>"));
    body.querySelectorAll("script, style").forEach((one) => one.remove());
    body.querySelectorAll("li").forEach((one) => one.prepend("- "));
    body.querySelectorAll("br").forEach((one) => one.replaceWith("\n"));
    body.querySelectorAll("p, li, div, h1, h2, h3, h4, ul, ol, tr").forEach((one) => one.append("\n"));
    return body.textContent.replace(/[ \t\u00a0]+/g, " ").replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
  }

  function jobs() {
    const found = [];
    const walk = (one, depth) => {
      if (depth > 6 || !one || typeof one !== "object") return;
      if (isJob(one)) found.push(one);
      else Object.values(one).forEach((inner) => walk(inner, depth + 1));
    };
    for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
      try {
        walk(JSON.parse(script.textContent), 0);
      } catch {
        // Many pages break a line inside a string; without line breaks it may be read, else it is as good as none.
        try { walk(JSON.parse(script.textContent.replace(/[\u0000-\u001f]+/g, " ")), 0); } catch { /* broken */ }
      }
    }
    return found;
  }

  // Of several postings the one that this page is about: by its address, by its heading, else the first.
  function theOne(all) {
    const heading = document.querySelector("h1")?.textContent.trim().toLowerCase();
    return all.find((one) => text(one.url) === location.href)
      ?? all.find((one) => heading && text(one.title).toLowerCase() === heading) ?? all[0];
  }

  const place = (one) => {
    const address = one?.address ?? one;
    if (typeof address !== "object" || !address) return text(address);
    return [text(address.addressLocality), text(address.addressRegion), text(address.addressCountry)]
      .filter((part, at, all) => part && all.indexOf(part) === at).join(", ");
  };

  function salary(base) {
    const value = base?.value ?? base;
    const whole = (one) => (Number(one) >= 1 ? String(Math.round(Number(one))) : "");
    const [low, high] = typeof value === "object" ? [value?.minValue ?? value?.value, value?.maxValue ?? value?.value] : [value, value];
    const currency = text(base?.currency ?? value?.currency).toUpperCase();
    return { salary_min: whole(low), salary_max: whole(high), currency: /^[A-Z]{3}$/.test(currency) ? currency : "" };
  }

  function fromPosting(job) {
    const remote = /TELECOMMUTE|remote/i.test(list(job.jobLocationType).map(text).join());
    return {
      position: text(job.title ?? job.name),
      company_name: text(list(job.hiringOrganization)[0]),
      location: list(job.jobLocation).map(place).filter(Boolean).join("; ") || list(job.applicantLocationRequirements).map(text).join(", "),
      work_mode: remote ? "remote" : /hybrid/i.test(list(job.jobLocationType).map(text).join()) ? "hybrid" : "",
      closes_on: (text(job.validThrough).match(/^\d{4}-\d\d-\d\d/) ?? [""])[0],
      posting_text: plain(text(job.description)),
      ...salary(list(job.baseSalary)[0] ?? list(job.estimatedSalary)[0]),
    };
  }

  const meta = (name) => document.querySelector(`meta[property="${name}"], meta[name="${name}"]`)?.content?.trim() ?? "";

  function fromPage() {
    const [, position, company] = (meta("og:title") || document.title).match(/^(.+?) (?:at|@|bei|chez) (.+?)(?: [|–—-] .*)?$/) ?? [];
    const chosen = String(getSelection());
    return {
      position: position ?? (meta("og:title") || document.querySelector("h1")?.textContent.trim() || document.title),
      company_name: company ?? meta("og:site_name"),
      posting_text: chosen || meta("og:description") || meta("description"),
    };
  }

  const all = jobs();
  const read = all.length ? fromPosting(theOne(all)) : fromPage();
  const canonical = document.querySelector("link[rel=canonical]")?.href || meta("og:url") || location.href;
  const job = { status: "saved", source: location.hostname.replace(/^www\./, ""), posting_url: /^https?:/.test(canonical) ? canonical : "", ...read };
  const cut = { position: 200, company_name: 200, location: 200, source: 100, posting_text: 200000 };
  for (const [name, longest] of Object.entries(cut)) job[name] = (job[name] ?? "").slice(0, longest);
  open(`BOWOUT#job=${encodeURIComponent(JSON.stringify(job))}`, "_blank");
})();
