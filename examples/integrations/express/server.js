// A care tool in Express: the page marks the reply while it is typed, and the server looks once more before it goes.
import express from 'express';

const LINTER = process.env.WEBCARE_LINT_URL ?? 'http://127.0.0.1:8642';

/** The report on a reply, or null when the service does not answer: a reply never waits for a linter. */
async function lint(reply) {
  try {
    const answer = await fetch(`${LINTER}/v1/lint`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(reply), signal: AbortSignal.timeout(3000),
    });
    const body = await answer.json();
    if (!answer.ok) throw new TypeError(body.detail); // a wrong field: ours to mend
    return body;
  } catch (error) {
    if (error instanceof TypeError && error.cause === undefined) throw error;
    return null;
  }
}

/** Answers 422 with the findings when an error remains, unless the agent said `anyway`. */
const kindReply = (contextOf) => async (request, response, next) => {
  try {
    const report = await lint({ text: request.body.reply ?? '', ...contextOf(request) });
    const errors = report?.findings.filter(({ severity }) => severity === 'error') ?? [];
    if (!errors.length || request.body.anyway) return next();
    return response.status(422).json({ errors: errors.map(({ rule, message, start_utf16, end_utf16 }) => ({ rule, message, start_utf16, end_utf16 })) });
  } catch (error) {
    return next(error);
  }
};

const app = express();
app.use(express.json());

app.post('/tickets/:id/replies', kindReply((request) => ({ channel: 'x', visibility: 'public', customer_name: request.body.customer_name })), (request, response) => {
  response.status(201).json({ sent: request.body.reply });
});

const server = app.listen(process.env.PORT ?? 3000, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
